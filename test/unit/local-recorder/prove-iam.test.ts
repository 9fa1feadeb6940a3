import { describe, expect, it } from 'vitest';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { EXPORT_PLACE } from '../../../infra/local/recorder/implied.ts';
import { proveIam } from '../../../infra/local/recorder/prove-iam.ts';
import { buildGraph } from '../../../infra/local/runner/graph.ts';

const REGION = 'eu-central-1';
const TABLE = `arn:aws:dynamodb:${REGION}:1:table/S-Table`;
const KEY = `arn:aws:kms:${REGION}:1:key/key-of-Key`;
const via = { StringEquals: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` } };

interface Given {
  readonly statements: readonly unknown[];
  readonly bucket?: readonly unknown[];
  readonly key?: readonly unknown[];
}

function graphWith({ statements, bucket = [], key }: Given) {
  const delegate = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'kms:*', Resource: '*' };
  const Resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: { Tags: [] } },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } },
    },
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: key ?? [delegate] } } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: bucket } },
    },
  };
  const shaped = Object.fromEntries(Object.entries(Resources).map(([id, made]) => [id, { ...made }]));
  const template = { Resources: shaped, Parameters: {}, Outputs: {}, Conditions: {}, Mappings: {} };
  const assembly = { region: REGION, stacks: [{ name: 'S', template }], assetPath: () => '' };
  const live = { keyId: (id: string) => `key-of-${id}`, queueUrl: (name: string) => name };
  return buildGraph(assembly, { accountId: '1', parameter: () => undefined, live });
}
const call = (action: string, resource: string, context: Record<string, string> = {}): AwsCall => {
  const [service = '', name = ''] = action.split(':');
  return { service, action: name, resource, principal: 'Fn', context };
};
const missing = (given: Given, ...calls: AwsCall[]) =>
  proveIam(calls, graphWith(given), REGION).missing.map(({ action, because }) => `${action}: ${because}`);

const read = { Sid: 'Read', Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: TABLE };
const open = { Sid: 'Open', Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY, Condition: via };

describe('the proof of permissions', () => {
  it('passes when every call and what it implies are allowed, and lists what nobody used', () => {
    const proof = proveIam([call('dynamodb:GetItem', TABLE)], graphWith({ statements: [read, open] }), REGION);
    expect(proof.missing).toEqual([]);
    expect(proof.unused).toEqual([{ role: 'S-Role', sid: 'Read', action: 'dynamodb:Query' }]);
    expect(proof.asked).toBe(2);
  });

  it('misses the key that a table under a customer key needs', () => {
    expect(missing({ statements: [read] }, call('dynamodb:GetItem', TABLE))).toEqual([
      'kms:Decrypt: no statement allows it',
    ]);
    const put = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE };
    expect(missing({ statements: [put, open] }, call('dynamodb:PutItem', TABLE))).toEqual([
      'kms:GenerateDataKey: no statement allows it',
    ]);
  });

  it('misses what the policy of the key does not leave to the account', () => {
    const given = {
      statements: [read, open],
      key: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:role/x' }, Action: 'kms:*', Resource: '*' }],
    };
    expect(missing(given, call('dynamodb:GetItem', TABLE))).toEqual([
      'kms:Decrypt: the policy of the key does not let the account decide',
    ]);
  });

  it('misses the objects that an export writes for its caller', () => {
    const allow = (Action: readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
    const place = { [EXPORT_PLACE]: 's-bucket/exports/' };
    const statements = [
      allow(['dynamodb:ExportTableToPointInTime'], TABLE),
      allow(['kms:Decrypt', 'kms:DescribeKey'], KEY),
      allow(['s3:PutObject', 's3:AbortMultipartUpload'], 'arn:aws:s3:::s-bucket/exports/*'),
    ];
    expect(missing({ statements }, call('dynamodb:ExportTableToPointInTime', TABLE, place))).toEqual([
      's3:PutObjectAcl: no statement allows it',
    ]);
  });

  it('finds the refusal of a bucket, with its condition', () => {
    const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::s-bucket/*' };
    const deny = {
      Sid: 'OnlyKms',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::s-bucket/*',
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    };
    const given = { statements: [put], bucket: [deny] };
    const asked = (context: Record<string, string>) =>
      missing(given, call('s3:PutObject', 'arn:aws:s3:::s-bucket/a', context));
    expect(asked({})).toEqual(['s3:PutObject: denied by OnlyKms']);
    expect(asked({ 's3:x-amz-server-side-encryption': 'aws:kms' })).toEqual([]);
  });

  it('does not believe a principal nobody knows', () => {
    const stranger = { ...call('dynamodb:GetItem', TABLE), principal: 'Nobody' };
    expect(missing({ statements: [read, open] }, stranger)).toEqual(['GetItem: nobody knows this principal']);
  });
});
