import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Accepts findings of cdk-nag on one construct, each with the reason; a test counts them all. */
export const acknowledge = (scope: Construct, reasons: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(reasons)) {
    if (reason.length < 30) throw new Error(`The reason for ${id} at ${scope.node.path} says too little`);
    Validations.of(scope).acknowledge({ id, reason });
  }
};
