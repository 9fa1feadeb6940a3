import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ObjectLockMode,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failure, type Rig, startRig } from './support.ts';

const DAY = 86_400_000;
let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ deny: ({ principal, action }) => principal === 'AKCLERK' && action.startsWith('Bypass') });
  rig.s3.configureBucket({ name: 'kept', versioning: 'Enabled' });
  rig.s3.configureBucket({ name: 'plain' });
  rig.s3.configureBucket({ name: 'locked', versioning: 'Enabled', objectLock: { enabled: true } });
});
afterEach(() => {
  rig.clock.offsetMs = 0;
});
afterAll(() => rig.stop());

const put = (Bucket: string, Key: string, Body: string, more = {}) =>
  rig.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Bucket: string, Key: string, VersionId?: string) => {
  const { Body } = await rig.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
};

describe('a bucket that keeps versions', () => {
  it('gives back every version by its id, and the newest without one', async () => {
    const ids = [];
    for (const body of ['one', 'two', 'three']) ids.push((await put('kept', 'doc', body)).VersionId);
    expect(new Set(ids).size).toBe(3);
    expect(await text('kept', 'doc')).toBe('three');
    expect(await Promise.all(ids.map((id) => text('kept', 'doc', id)))).toEqual(['one', 'two', 'three']);
  });

  it('hides a deleted key behind a marker; removing the marker brings it back', async () => {
    await put('kept', 'hidden', 'still here');
    const deleted = await rig.client.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'hidden' }));
    expect(deleted.DeleteMarker).toBe(true);
    expect(await failure(text('kept', 'hidden'))).toEqual({ code: 'NoSuchKey', status: 404 });
    const marker = { Bucket: 'kept', Key: 'hidden', VersionId: deleted.VersionId };
    expect(await failure(rig.client.send(new GetObjectCommand(marker)))).toMatchObject({ status: 405 });
    const undone = await rig.client.send(new DeleteObjectCommand(marker));
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: deleted.VersionId });
    expect(await text('kept', 'hidden')).toBe('still here');
  });

  it('promotes the version before when the newest is removed', async () => {
    await put('kept', 'stack', 'below');
    const { VersionId } = await put('kept', 'stack', 'above');
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'stack', VersionId }));
    expect(await text('kept', 'stack')).toBe('below');
    expect(await failure(text('kept', 'stack', VersionId))).toEqual({ code: 'NoSuchVersion', status: 404 });
  });

  it('once suspended, overwrites only its null version', async () => {
    rig.s3.configureBucket({ name: 'paused' });
    await put('paused', 'k', 'before versions');
    const status = (Status: 'Enabled' | 'Suspended') =>
      rig.client.send(new PutBucketVersioningCommand({ Bucket: 'paused', VersioningConfiguration: { Status } }));
    await status('Enabled');
    const { VersionId } = await put('paused', 'k', 'kept');
    await status('Suspended');
    expect((await put('paused', 'k', 'null again')).VersionId).toBe('null');
    await put('paused', 'k', 'null twice');
    const { Versions } = await rig.client.send(new ListObjectVersionsCommand({ Bucket: 'paused' }));
    expect(Versions?.map((version) => version.VersionId)).toEqual(['null', VersionId]);
    expect(await text('paused', 'k', VersionId)).toBe('kept');
    expect(await text('paused', 'k', 'null')).toBe('null twice');
  });

  it('reports each deletion of a batch by itself', async () => {
    const first = await put('kept', 'batch/a', '1');
    await put('kept', 'batch/b', '2');
    const { Deleted } = await rig.client.send(
      new DeleteObjectsCommand({
        Bucket: 'kept',
        Delete: { Objects: [{ Key: 'batch/a', VersionId: first.VersionId }, { Key: 'batch/b' }] },
      }),
    );
    expect(Deleted?.[0]).toMatchObject({ Key: 'batch/a', VersionId: first.VersionId });
    expect(Deleted?.[1]).toMatchObject({ Key: 'batch/b', DeleteMarker: true });
  });
});

const inDays = (days: number) => new Date(Date.now() + days * DAY);

async function locked(Key: string, mode: ObjectLockMode, days = 10) {
  const { VersionId } = await put('locked', Key, 'precious', {
    ObjectLockMode: mode,
    ObjectLockRetainUntilDate: inDays(days),
  });
  const at = { Bucket: 'locked', Key, VersionId };
  return {
    at,
    remove: (client = rig.client, BypassGovernanceRetention = false) =>
      failure(client.send(new DeleteObjectCommand({ ...at, BypassGovernanceRetention }))),
    retain: (Mode: ObjectLockMode | undefined, until: number, BypassGovernanceRetention = false, client = rig.client) =>
      failure(
        client.send(
          new PutObjectRetentionCommand({
            ...at,
            BypassGovernanceRetention,
            Retention: Mode ? { Mode, RetainUntilDate: inDays(until) } : {},
          }),
        ),
      ),
  };
}

const REFUSED = { code: 'AccessDenied', status: 403 };
const FINE = { code: 'none' };

describe('a COMPLIANCE lock', () => {
  it('cannot be deleted, shortened, weakened or lifted by anyone, only extended', async () => {
    const { remove, retain } = await locked('c1', 'COMPLIANCE');
    expect(await remove()).toEqual(REFUSED);
    expect(await remove(rig.client, true)).toEqual(REFUSED);
    expect(await retain('COMPLIANCE', 5, true)).toEqual(REFUSED);
    expect(await retain('GOVERNANCE', 20, true)).toEqual(REFUSED);
    expect(await retain(undefined, 0, true)).toEqual(REFUSED);
    expect(await retain('COMPLIANCE', 20)).toMatchObject(FINE);
    expect(await retain('COMPLIANCE', 15)).toEqual(REFUSED);
    rig.clock.offsetMs = 19 * DAY;
  });

  it('lets the version go when its time is over', async () => {
    const { at, remove } = await locked('c2', 'COMPLIANCE', 1);
    rig.clock.offsetMs = 2 * DAY;
    const admin = await import('@aws-sdk/client-s3');
    const client = new admin.S3Client({ ...clientSettings(), systemClockOffset: rig.clock.offsetMs });
    expect(await remove(client)).toMatchObject(FINE);
    expect(await failure(client.send(new HeadObjectCommand(at)))).toMatchObject({ status: 404 });
    client.destroy();
  });

  it('still lets newer versions and markers be made over it', async () => {
    const { at } = await locked('c3', 'COMPLIANCE');
    await put('locked', 'c3', 'newer', { ChecksumAlgorithm: 'SHA256' });
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'c3' }));
    expect(await text('locked', 'c3', at.VersionId)).toBe('precious');
  });
});

function clientSettings() {
  return {
    region: 'eu-west-1',
    endpoint: rig.endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: rig.client.config.credentials,
  };
}

describe('a GOVERNANCE lock', () => {
  it('yields to the bypass header of those who hold the right, and to nobody else', async () => {
    const { remove, retain } = await locked('g1', 'GOVERNANCE');
    const clerk = rig.clientAs('AKCLERK');
    expect(await remove()).toEqual(REFUSED);
    expect(await remove(clerk, true)).toEqual(REFUSED);
    expect(await retain('GOVERNANCE', 5)).toEqual(REFUSED);
    expect(await retain('GOVERNANCE', 5, true, clerk)).toEqual(REFUSED);
    expect(await retain('GOVERNANCE', 20)).toMatchObject(FINE);
    expect(await retain('GOVERNANCE', 5, true)).toMatchObject(FINE);
    expect(await remove(rig.client, true)).toMatchObject(FINE);
  });

  it('can be made COMPLIANCE with the bypass, and then never back', async () => {
    const { retain } = await locked('g2', 'GOVERNANCE');
    expect(await retain('COMPLIANCE', 30)).toEqual(REFUSED);
    expect(await retain('COMPLIANCE', 30, true)).toMatchObject(FINE);
    expect(await retain('GOVERNANCE', 40, true)).toEqual(REFUSED);
  });

  it('is refused deletion inside a batch as well', async () => {
    const { at } = await locked('g3', 'GOVERNANCE');
    const Delete = { Objects: [{ Key: at.Key, VersionId: at.VersionId }] };
    const { Errors } = await rig.client.send(new DeleteObjectsCommand({ Bucket: 'locked', Delete }));
    expect(Errors).toMatchObject([{ Key: 'g3', Code: 'AccessDenied' }]);
  });
});

describe('a legal hold', () => {
  it('protects until it is lifted, bypass or not', async () => {
    const { VersionId } = await put('locked', 'held', 'x', { ObjectLockLegalHoldStatus: 'ON' });
    const at = { Bucket: 'locked', Key: 'held', VersionId };
    const remove = (more = {}) => failure(rig.client.send(new DeleteObjectCommand({ ...at, ...more })));
    expect((await rig.client.send(new GetObjectLegalHoldCommand(at))).LegalHold).toEqual({ Status: 'ON' });
    expect(await remove({ BypassGovernanceRetention: true })).toEqual(REFUSED);
    await rig.client.send(new PutObjectLegalHoldCommand({ ...at, LegalHold: { Status: 'OFF' } }));
    expect(await remove()).toMatchObject(FINE);
  });
});

describe('locks', () => {
  it('show on the object and by their own operation', async () => {
    const { at } = await locked('shown', 'GOVERNANCE');
    const head = await rig.client.send(new HeadObjectCommand(at));
    const { Retention } = await rig.client.send(new GetObjectRetentionCommand(at));
    expect(head.ObjectLockMode).toBe('GOVERNANCE');
    expect(head.ObjectLockRetainUntilDate).toEqual(Retention?.RetainUntilDate);
  });

  it('need a bucket made for them, both halves, a future date and a checksum', async () => {
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const;
    expect(await failure(put('kept', 'x', 'x', lock))).toMatchObject({ code: 'InvalidRequest' });
    expect(await failure(put('locked', 'x', 'x', { ObjectLockMode: 'GOVERNANCE' }))).toMatchObject({ status: 400 });
    const past = { ...lock, ObjectLockRetainUntilDate: inDays(-1) };
    expect(await failure(put('locked', 'x', 'x', past))).toMatchObject({ code: 'InvalidArgument' });
    const { S3Client } = await import('@aws-sdk/client-s3');
    const bare = new S3Client({ ...clientSettings(), requestChecksumCalculation: 'WHEN_REQUIRED' });
    const noChecksum = bare.send(new PutObjectCommand({ Bucket: 'locked', Key: 'x', Body: 'x', ...lock }));
    expect(await failure(noChecksum)).toMatchObject({ code: 'InvalidRequest' });
    bare.destroy();
  });

  it('come by default where the bucket says so, and their configuration is never taken back', async () => {
    rig.s3.configureBucket({ name: 'auto', versioning: 'Enabled', objectLock: { enabled: true } });
    const DefaultRetention = { Mode: 'COMPLIANCE', Days: 3 } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } as const;
    await rig.client.send(new PutObjectLockConfigurationCommand({ Bucket: 'auto', ObjectLockConfiguration }));
    const found = await rig.client.send(new GetObjectLockConfigurationCommand({ Bucket: 'auto' }));
    expect(found.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
    const { VersionId } = await put('auto', 'k', 'v');
    const remove = rig.client.send(new DeleteObjectCommand({ Bucket: 'auto', Key: 'k', VersionId }));
    expect(await failure(remove)).toEqual(REFUSED);
    const suspend = rig.client.send(
      new PutBucketVersioningCommand({ Bucket: 'auto', VersioningConfiguration: { Status: 'Suspended' } }),
    );
    expect(await failure(suspend)).toMatchObject({ code: 'InvalidBucketState' });
    expect(() => rig.s3.configureBucket({ name: 'auto', versioning: 'Enabled' })).toThrow(/cannot be switched off/);
  });
});
