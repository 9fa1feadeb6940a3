import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KeptBucket } from '../../../shared/aws/kept-objects.ts';

export class Dead extends Error {}

/**
 * A process that dies at its n-th call to a service and makes no call after it. By turns it dies before the call, or
 * after it was done and before the answer came.
 */
export const mortal = (calls: number, answerLost: boolean) => {
  let left = calls;
  const live = async <T>(call: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0 || (left === 0 && !answerLost)) throw new Dead();
    const answer = await call();
    if (left === 0) throw new Dead();
    return answer;
  };
  const dynamo = (client: DynamoDBClient): DynamoDBClient => {
    client.middlewareStack.add((next) => (args) => live(() => next(args)), { step: 'initialize', name: 'mortal' });
    return client;
  };
  const bucket = (real: KeptBucket): KeptBucket => ({
    open: (key, versionId) => live(() => real.open(key, versionId)),
    current: (key) => live(() => real.current(key)),
    put: (keep, body) => live(() => real.put(keep, body)),
    versions: (at, after) => real.versions(at, after),
    describe: (key, versionId) => live(() => real.describe(key, versionId)),
    hold: (key, versionId, lock) => live(() => real.hold(key, versionId, lock)),
  });
  return { dynamo, bucket, isDead: () => left <= 0 };
};
