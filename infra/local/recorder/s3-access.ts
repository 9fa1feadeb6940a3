import { OPERATOR } from '../runner/credentials.ts';
import type { Graph } from '../runner/graph.ts';
import type { AccessDecision, AccessRequest } from '../s3/types.ts';
import { decide } from './decide.ts';
import { resourcePolicies } from './resource-policies.ts';
import { principalsOf } from './roles.ts';

/**
 * Decides S3 requests by the roles and bucket policies of the templates. Whoever runs the local cloud owns the
 * account: roles do not bind them, but the refusals of a bucket do not bind them either, so that a test can break things.
 */
export function s3Access(graph: Graph): (request: AccessRequest) => AccessDecision {
  const principals = principalsOf(graph);
  const policies = resourcePolicies(graph);
  return ({ principal, action, bucket, key, context }) => {
    if (principal === OPERATOR) return { effect: 'allow', hasList: true };
    const role = principals.ofFunction(principal);
    if (!role) return { effect: 'deny', hasList: false };
    const bucketArn = bucket === undefined ? '*' : `arn:aws:s3:::${bucket}`;
    const resource = key === undefined ? bucketArn : `${bucketArn}/${key}`;
    const onResource = policies(bucketArn);
    const { effect } = decide(role, onResource, { action: `s3:${action}`, resource, context });
    // The request has no prefix to list, so a permission that is bound to one does not turn a 403 into a 404.
    const list = { action: 's3:ListBucket', resource: bucketArn, context: {} };
    return {
      effect: effect === 'allow' ? 'allow' : 'deny',
      hasList: decide(role, onResource, list).effect === 'allow',
    };
  };
}
