import * as z from 'zod';
import type { Graph } from '../runner/graph.ts';
import { parsePolicy, type Statement } from './policy.ts';

const bucketPolicy = z.object({ Bucket: z.string(), PolicyDocument: z.unknown() });
const queuePolicy = z.object({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });
const keyPolicy = z.looseObject({ KeyPolicy: z.unknown() });

/** The policy that stands on a resource, found by the resource's ARN. */
export function resourcePolicies(graph: Graph): (resourceArn: string) => readonly Statement[] {
  const found = new Map<string, readonly Statement[]>();
  for (const resource of graph.ofType('AWS::S3::BucketPolicy')) {
    const { Bucket, PolicyDocument } = bucketPolicy.parse(resource.properties());
    found.set(`arn:aws:s3:::${Bucket}`, parsePolicy(PolicyDocument, resource.logicalId));
  }
  for (const resource of graph.ofType('AWS::SQS::QueuePolicy')) {
    const { Queues, PolicyDocument } = queuePolicy.parse(resource.properties());
    for (const url of Queues) {
      const arn = graph.byIdentity('AWS::SQS::Queue', url)?.identity.attributes['Arn']?.();
      if (arn !== undefined) found.set(arn, parsePolicy(PolicyDocument, resource.logicalId));
    }
  }
  for (const resource of graph.ofType('AWS::KMS::Key')) {
    const { KeyPolicy } = keyPolicy.parse(resource.properties());
    const arn = resource.identity.attributes['Arn']?.();
    if (arn !== undefined) found.set(arn, parsePolicy(KeyPolicy, resource.logicalId));
  }
  // A bucket's policy stands on its objects too.
  return (arn) => found.get(arn.startsWith('arn:aws:s3:::') ? (arn.split('/')[0] ?? arn) : arn) ?? [];
}
