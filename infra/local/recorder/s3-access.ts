import type { Graph } from '../runner/graph.ts';
import type { AccessDecision, AccessRequest } from '../s3/types.ts';

export function s3Access(_graph: Graph, _accountId: string): (request: AccessRequest) => AccessDecision {
  return () => ({ effect: 'allow', hasList: true });
}
