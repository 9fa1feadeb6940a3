import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyRefusal } from '../../../infra/local/s3/server.ts';
import { failure, type Rig, SECRET, startRig } from './support.ts';

const CUSTOMER_KEY = 'arn:aws:kms:eu-west-1:123456789012:key/vault';
let rig: Rig;
let keyDisabled = false;
beforeAll(async () => {
  rig = await startRig({
    deny: ({ principal, action, key }) => principal === 'AKREADER' && (action !== 'GetObject' || key === 'secret'),
    hasList: ({ principal }) => principal !== 'AKREADER',
    options: {
      useKey: () => {
        if (keyDisabled) throw keyRefusal('KMS.DisabledException', `${CUSTOMER_KEY} is disabled.`);
      },
    },
  });
  rig.s3.configureBucket({ name: 'work' });
  rig.s3.configureBucket({
    name: 'vault',
    defaultEncryption: { algorithm: 'aws:kms', kmsKeyId: CUSTOMER_KEY, bucketKeyEnabled: true },
  });
  rig.s3.configureBucket({ name: 'backups', defaultEncryption: { algorithm: 'aws:kms' } });
  await rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'open', Body: 'x', Tagging: 'a=b' }));
  await rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'secret', Body: 'x' }));
});
beforeEach(() => {
  rig.calls.length = 0;
});
afterAll(() => rig.stop());

const acts = () => rig.calls.map(({ action, resource }) => `${action} ${resource.replace('arn:aws:s3:::', '')}`);

describe('who may do what', () => {
  it('is asked for every act: a denied one is a 403 that names it', async () => {
    const reader = rig.clientAs('AKREADER');
    const read = (Key: string) => failure(reader.send(new GetObjectCommand({ Bucket: 'work', Key })));
    expect(await read('open')).toMatchObject({ code: 'none' });
    expect(await read('secret')).toEqual({ code: 'AccessDenied', status: 403 });
    expect(await failure(reader.send(new PutObjectCommand({ Bucket: 'work', Key: 'n', Body: 'x' })))).toMatchObject({
      status: 403,
    });
  });

  it('without the right to list, an absent key is a 403 like a forbidden one', async () => {
    const reader = rig.clientAs('AKREADER');
    const absent = (client: S3Client) => failure(client.send(new GetObjectCommand({ Bucket: 'work', Key: 'absent' })));
    expect(await absent(reader)).toEqual({ code: 'AccessDenied', status: 403 });
    expect(await absent(rig.client)).toEqual({ code: 'NoSuchKey', status: 404 });
  });

  it('denied deletions in a batch are told one by one', async () => {
    const Delete = { Objects: [{ Key: 'open' }] };
    const { Errors } = await rig.clientAs('AKREADER').send(new DeleteObjectsCommand({ Bucket: 'work', Delete }));
    expect(Errors).toMatchObject([{ Key: 'open', Code: 'AccessDenied' }]);
    await rig.client.send(new HeadObjectCommand({ Bucket: 'work', Key: 'open' }));
  });
});

describe('the record of calls', () => {
  it('names the IAM action, the resource and the role', async () => {
    const role = rig.clientAs('import-role');
    await role.send(
      new PutObjectCommand({ Bucket: 'work', Key: 'dir/ä', Body: 'x', Tagging: 'k=v', IfNoneMatch: '*' }),
    );
    expect(rig.calls).toMatchObject([
      {
        service: 's3',
        action: 'PutObject',
        resource: 'arn:aws:s3:::work/dir/ä',
        principal: 'import-role',
        presigned: false,
        context: { 's3:if-none-match': '*' },
        encryption: { algorithm: 'AES256' },
      },
      { action: 'PutObjectTagging' },
    ]);
  });

  it('lists every right a copy and a multipart upload take', async () => {
    await rig.client.send(new CopyObjectCommand({ Bucket: 'backups', Key: 'c', CopySource: 'work/open' }));
    expect(acts()).toEqual([
      'PutObject backups/c',
      'GetObject work/open',
      'GetObjectTagging work/open',
      'PutObjectTagging backups/c',
    ]);
    rig.calls.length = 0;
    const at = { Bucket: 'vault', Key: 'm' };
    const { UploadId } = await rig.client.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await rig.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await rig.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
    expect(acts()).toEqual(['PutObject vault/m', 'PutObject vault/m', 'PutObject vault/m']);
    expect(rig.calls.map(({ operation }) => operation)).toEqual([
      'CreateMultipartUpload',
      'UploadPart',
      'CompleteMultipartUpload',
    ]);
    expect(rig.calls[2]?.encryption).toMatchObject({ algorithm: 'aws:kms', kmsKeyId: CUSTOMER_KEY });
  });
});

describe('encryption', () => {
  it('follows the bucket where the request says nothing', async () => {
    const put = await rig.client.send(new PutObjectCommand({ Bucket: 'vault', Key: 'k', Body: 'x' }));
    expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: CUSTOMER_KEY, BucketKeyEnabled: true });
    const managed = await rig.client.send(new PutObjectCommand({ Bucket: 'backups', Key: 'k', Body: 'x' }));
    expect(managed.ServerSideEncryption).toBe('aws:kms');
    expect(managed.SSEKMSKeyId).toMatch(/^arn:aws:kms:eu-west-1:123456789012:key\/[0-9a-f-]{36}$/);
    const head = await rig.client.send(new HeadObjectCommand({ Bucket: 'backups', Key: 'k' }));
    expect(head.SSEKMSKeyId).toBe(managed.SSEKMSKeyId);
    expect(head.ETag).not.toBe('"9dd4e461268c8034f5c8564e155c67a6"');
  });

  it('follows the request where it says something', async () => {
    const own = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'other' } as const;
    const put = await rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'k', Body: 'x', ...own }));
    expect(put.SSEKMSKeyId).toBe('arn:aws:kms:eu-west-1:123456789012:key/other');
  });

  it('asks the customer key, and stops when it is disabled', async () => {
    await rig.client.send(new PutObjectCommand({ Bucket: 'vault', Key: 'asked', Body: 'x' }));
    keyDisabled = true;
    const read = rig.client.send(new GetObjectCommand({ Bucket: 'vault', Key: 'asked' }));
    const write = rig.client.send(new PutObjectCommand({ Bucket: 'vault', Key: 'asked', Body: 'y' }));
    const managed = rig.client.send(new GetObjectCommand({ Bucket: 'backups', Key: 'k' }));
    const outcomes = [await failure(read), await failure(write), await failure(managed)].map(({ code }) => code);
    keyDisabled = false;
    expect(outcomes).toEqual(['KMS.DisabledException', 'KMS.DisabledException', 'none']);
  });

  it('with the customer’s own key bytes (SSE-C) is refused', async () => {
    const SSECustomerKey = Buffer.alloc(32, 1).toString('base64');
    const put = new PutObjectCommand({
      Bucket: 'work',
      Key: 'c',
      Body: 'x',
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey,
    });
    expect(await failure(rig.client.send(put))).toEqual({ code: 'AccessDenied', status: 403 });
  });
});

describe('what the local S3 does not have', () => {
  it.each([
    ['ACLs', () => rig.client.send(new GetBucketAclCommand({ Bucket: 'work' }))],
    ['bucket policies', () => rig.client.send(new PutBucketPolicyCommand({ Bucket: 'work', Policy: '{}' }))],
    ['the old listing', () => rig.client.send(new ListObjectsCommand({ Bucket: 'work' }))],
    [
      'object attributes',
      () =>
        rig.client.send(new GetObjectAttributesCommand({ Bucket: 'work', Key: 'open', ObjectAttributes: ['ETag'] })),
    ],
    [
      'restores from Glacier',
      () => rig.client.send(new RestoreObjectCommand({ Bucket: 'work', Key: 'open', RestoreRequest: {} })),
    ],
    [
      'website redirects',
      () =>
        rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'w', Body: 'x', WebsiteRedirectLocation: '/' })),
    ],
    [
      'Glacier',
      () =>
        rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'w', Body: 'x', StorageClass: 'DEEP_ARCHIVE' })),
    ],
  ])('is refused by name: %s', async (_name, request) => {
    expect(await failure(request())).toEqual({ code: 'NotImplemented', status: 501 });
    await expect(request()).rejects.toThrow(/The local S3 does not implement/);
  });

  it('includes public objects', async () => {
    const put = rig.client.send(new PutObjectCommand({ Bucket: 'work', Key: 'p', Body: 'x', ACL: 'public-read' }));
    expect(await failure(put)).toMatchObject({ code: 'AccessControlListNotSupported' });
  });
});

describe('a signature', () => {
  const clientWith = (more: object) =>
    new S3Client({
      region: 'eu-west-1',
      endpoint: rig.endpoint,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKTEST', secretAccessKey: SECRET },
      ...more,
    });

  it.each([
    [
      'made with a wrong secret',
      { credentials: { accessKeyId: 'AKTEST', secretAccessKey: 'guess' } },
      'SignatureDoesNotMatch',
    ],
    ['of an unknown key', { credentials: { accessKeyId: 'AKUNKNOWN', secretAccessKey: SECRET } }, 'InvalidAccessKeyId'],
    ['for another region', { region: 'us-east-1' }, 'AuthorizationHeaderMalformed'],
    ['of half an hour ago', { systemClockOffset: -30 * 60_000 }, 'RequestTimeTooSkewed'],
    ['of half an hour ahead', { systemClockOffset: 30 * 60_000 }, 'RequestTimeTooSkewed'],
  ])('%s is refused', async (_name, more, code) => {
    const client = clientWith(more);
    expect(await failure(client.send(new ListBucketsCommand({})))).toMatchObject({ code });
    client.destroy();
  });

  it('with a session token is accepted', async () => {
    const credentials = { accessKeyId: 'AKTEST', secretAccessKey: SECRET, sessionToken: 'token' };
    const client = clientWith({ credentials });
    expect(await failure(client.send(new ListBucketsCommand({})))).toMatchObject({ code: 'none' });
    client.destroy();
  });

  it('is required', async () => {
    const response = await fetch(`${rig.endpoint}/work/open`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });

  it.each(['/%ff', '/%zz', `/work/${'k'.repeat(1025)}`, '/work/%00'])('cannot help a bad address: %s', async (path) => {
    const response = await fetch(rig.endpoint + path);
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
  });
});
