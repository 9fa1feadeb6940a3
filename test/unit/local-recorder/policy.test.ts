import { describe, expect, it } from 'vitest';
import { decide } from '../../../infra/local/recorder/decide.ts';
import { parsePolicy } from '../../../infra/local/recorder/policy.ts';
import type { Role } from '../../../infra/local/recorder/roles.ts';

const ARN = 'arn:aws:iam::000000000000:role/desk';
const policy = (...Statement: unknown[]) => parsePolicy({ Version: '2012-10-17', Statement }, 'test');
const role = (...statements: unknown[]): Role => ({
  name: 'desk',
  arn: ARN,
  statements: policy(...statements),
  tags: { desk: 'yes' },
});
const ask = (action: string, resource: string, context: Record<string, string> = {}) => ({ action, resource, context });
const read = { Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::books/*' };

describe('a request', () => {
  it('is allowed by a statement whose action and resource fit, and by nothing else', () => {
    const desk = role(read);
    expect(decide(desk, [], ask('s3:GetObject', 'arn:aws:s3:::books/a')).effect).toBe('allow');
    expect(decide(desk, [], ask('s3:getobject', 'arn:aws:s3:::books/a')).effect).toBe('allow');
    expect(decide(desk, [], ask('s3:PutObject', 'arn:aws:s3:::books/a')).effect).toBe('not allowed');
    expect(decide(desk, [], ask('s3:GetObject', 'arn:aws:s3:::other/a')).effect).toBe('not allowed');
  });

  it('is refused by a Deny on either side, whatever allows it', () => {
    const deny = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    const asked = ask('s3:GetObject', 'arn:aws:s3:::books/a');
    expect(decide(role(read, deny), [], asked)).toMatchObject({ effect: 'deny', because: 'denied by No' });
    expect(decide(role(read), policy(deny), asked).effect).toBe('deny');
  });

  it('is allowed by the resource that names the role, but not by one that names another', () => {
    const grant = (AWS: string) =>
      policy({ Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: '*' });
    const asked = ask('s3:GetObject', 'arn:aws:s3:::books/a');
    expect(decide(role(), grant(ARN), asked).effect).toBe('allow');
    expect(decide(role(), grant('arn:aws:iam::000000000000:role/other'), asked).effect).toBe('not allowed');
    // Leaving it to the account is not yet a permission.
    expect(decide(role(), grant('arn:aws:iam::000000000000:root'), asked).effect).toBe('not allowed');
  });

  it('for a key needs the key to leave it to the account, and the role to allow it', () => {
    const key = 'arn:aws:kms:eu-central-1:000000000000:key/1';
    const keyPolicy = policy({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
      Resource: '*',
    });
    const own = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key };
    expect(decide(role(own), keyPolicy, ask('kms:Decrypt', key)).effect).toBe('allow');
    expect(decide(role(own), [], ask('kms:Decrypt', key)).effect).toBe('not allowed');
    expect(decide(role(), keyPolicy, ask('kms:Decrypt', key)).effect).toBe('not allowed');
  });
});

describe('a condition', () => {
  const holds = (Condition: unknown, context: Record<string, string> = {}) =>
    decide(role({ Effect: 'Allow', Action: '*', Resource: '*', Condition }), [], ask('a:B', 'c', context)).effect ===
    'allow';

  it.each([
    [{ StringEquals: { k: ['x', 'y'] } }, { k: 'y' }, true],
    [{ StringEquals: { k: 'x' } }, { k: 'z' }, false],
    [{ StringEquals: { k: 'x' } }, {}, false],
    [{ StringNotEquals: { k: 'x' } }, {}, true],
    [{ StringNotEquals: { k: ['x', 'y'] } }, { k: 'y' }, false],
    [{ StringEqualsIfExists: { k: 'x' } }, {}, true],
    [{ StringLike: { k: 'search/*' } }, { k: 'search/a/b' }, true],
    [{ StringNotLike: { k: 'search/*' } }, { k: 'other' }, true],
    [{ Null: { k: 'true' } }, {}, true],
    [{ Null: { k: 'false' } }, {}, false],
    [{ NumericGreaterThan: { k: '10' } }, { k: '9' }, false],
    [{ NumericGreaterThan: { k: 10 } }, { k: '11' }, true],
    [{ Bool: { 'aws:SecureTransport': false } }, {}, false],
    [{ StringEquals: { 'aws:PrincipalTag/desk': 'yes' } }, {}, true],
    [{ StringEquals: { K: 'x' }, Null: { j: 'true' } }, { k: 'x' }, true],
  ])('%j with %j: %s', (condition, context, expected) => {
    expect(holds(condition, { ...context })).toBe(expected);
  });

  it('that is not understood stops the proof', () => {
    expect(() => holds({ DateGreaterThan: { k: '2026-01-01' } }, { k: '2027-01-01' })).toThrow('DateGreaterThan');
    expect(() => policy({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })).toThrow('not understood');
  });
});
