import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as z from 'zod';

/** Everything below a place in one of our own stores, such as `/search/*` in one bucket. */
export interface Below {
  readonly owner: Construct;
  readonly arn: string;
  readonly path: string;
}

const Imported = z.object({ 'Fn::ImportValue': z.string() });

/**
 * The id of cdk-nag's finding for such a resource, as a role in another stack has it: exactly this one is
 * explained, so that any other star in the same policy still fails the synth.
 */
export const wildcardFinding = ({ owner, arn, path }: Below): string => {
  const stack = Stack.of(owner);
  const { 'Fn::ImportValue': name } = Imported.parse(stack.resolve(stack.exportValue(arn)));
  return `AwsSolutions-IAM5[Resource::${name}${path}]`;
};
