import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import type { BackupManifest } from '../../../shared/backups/manifest.ts';
import { sha256Of } from '../../../shared/backups/manifest.ts';
import { requestUpkeep } from '../../../shared/backups/nightly.ts';
import type { Protection } from '../../../shared/backups/protection.ts';
import { bucketVersions, readManifest } from '../../../shared/backups/reader.ts';
import { upkeepRunner } from '../../../shared/backups/upkeep/run-upkeep.ts';
import { readMarc } from '../../../shared/catalogue/marc/read.ts';
import { portableMarc } from '../../../shared/catalogue/portable-marc.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, partsOf, prove, waitReally } from './backup-fixture.ts';

const MB = 1024 * 1024;
const DAY = 86_400_000;
let cloud: SmallCloud;
const at = { Bucket: buckets.vault };
const production = { protection: 'production' as const };

beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 4);
});
afterAll(() => cloud.close());

const store = (key: string, bytes: Buffer) =>
  cloud.s3.send(new PutObjectCommand({ ...at, Key: key, Body: bytes, ChecksumAlgorithm: 'SHA256' }));
/** As the browser stores a file: in parts of 8 MiB, each with its sum. */
const storeInParts = async (key: string, bytes: Buffer) => {
  const { UploadId } = await cloud.s3.send(
    new CreateMultipartUploadCommand({ ...at, Key: key, ChecksumAlgorithm: 'SHA256' }),
  );
  const Parts: { PartNumber: number; ETag: string | undefined; ChecksumSHA256: string }[] = [];
  for (let from = 0; from < bytes.length; from += 8 * MB) {
    const Body = bytes.subarray(from, from + 8 * MB);
    const ChecksumSHA256 = Buffer.from(sha256Of(Body), 'hex').toString('base64');
    const PartNumber = Parts.length + 1;
    const part = { ...at, Key: key, UploadId, PartNumber };
    const { ETag } = await cloud.s3.send(new UploadPartCommand({ ...part, Body, ChecksumSHA256 }));
    Parts.push({ PartNumber, ETag, ChecksumSHA256 });
  }
  const done = { ...at, Key: key, UploadId, MultipartUpload: { Parts } };
  return cloud.s3.send(new CompleteMultipartUploadCommand(done));
};

const manifestOf = async (): Promise<BackupManifest> => {
  const backup = await newestBackup(cloud.system);
  return readManifest(bucketVersions(partsOf(cloud).backups), {
    key: `${backup.prefix}backup.json`,
    versionId: backup.manifestVersionId ?? '',
    hash: backup.manifestHash ?? '',
  });
};
const bytesOf = async (Key: string, VersionId: string) => {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: buckets.backups, Key, VersionId }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const lockOf = async (Key: string, VersionId: string) =>
  (await cloud.s3.send(new GetObjectRetentionCommand({ Bucket: buckets.backups, Key, VersionId }))).Retention;

const upkeep = async (protection: Protection) => {
  const jobId = await requestUpkeep(cloud.system);
  const runner = upkeepRunner({
    system: cloud.system,
    backups: keptBucket(cloud.s3, buckets.backups),
    protection,
    marcOf: portableMarc,
  });
  return workOff(cloud.system, runner, jobId ?? '', async () => undefined);
};
const untilMonday = () => {
  const days = (8 - cloud.system.clock().getUTCDay()) % 7;
  cloud.travel((days === 0 ? 7 : days) * DAY);
};

describe('the files of the vault', () => {
  const large = randomBytes(9 * MB);

  it('are copied version by version, as they stood at the backup’s moment', async () => {
    await store('v/one', Buffer.from('first'));
    await store('v/one', Buffer.from('second'));
    await storeInParts('v/large', large);
    await store('v/gone', Buffer.from('gone'));
    // S3 dates by the second, and of two things within one the version wins.
    await waitReally(1.1);
    await cloud.s3.send(new DeleteObjectCommand({ ...at, Key: 'v/gone' }));
    await backUp(cloud, production);
    const { vault } = await manifestOf();
    expect(vault.map(({ key }) => key)).toEqual(['v/large', 'v/one']);
    const [first, second] = vault;
    expect(await bytesOf(second?.copy?.key ?? '', second?.copy?.versionId ?? '')).toEqual(Buffer.from('second'));
    expect(first?.copy?.sha256).toBe(sha256Of(large));
    expect((await bytesOf(first?.copy?.key ?? '', first?.copy?.versionId ?? '')).equals(large)).toBe(true);
    const lock = await lockOf(first?.copy?.key ?? '', first?.copy?.versionId ?? '');
    expect(lock?.Mode).toBe('COMPLIANCE');
    expect(((lock?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / DAY).toBeGreaterThan(89);
    expect((await newestBackup(cloud.system)).vault).toMatchObject({ objects: 2, missing: 0 });
    await prove(cloud, await openJob(cloud.system, 'proof'));
  });

  it('are copied once: the next backup names the same copies', async () => {
    const before = (await manifestOf()).vault;
    cloud.travel(DAY);
    await store('v/two', Buffer.from('two'));
    // What was stored in a second that has not passed yet is of the next backup.
    await backUp(cloud, { ...production, settleSeconds: 0 });
    await prove(cloud, await openJob(cloud.system, 'proof'));
    const { vault } = await manifestOf();
    expect(vault.filter(({ key }) => key !== 'v/two')).toEqual(before);
    expect(vault).toHaveLength(3);
  });

  it('are not copied when their bytes are not those that were stored, and the backup says how many', async () => {
    const parts = partsOf(cloud);
    await store('v/spoiled', Buffer.from('as it was'));
    const vault = {
      ...parts.vault,
      describe: async (key: string, versionId: string) => {
        const told = await parts.vault.describe(key, versionId);
        return key === 'v/spoiled' && told !== undefined ? { ...told, sha256: 'AAAA' } : told;
      },
    };
    cloud.travel(DAY);
    await backUp(cloud, { ...production, vault });
    await prove(cloud, await openJob(cloud.system, 'proof'));
    const entry = (await manifestOf()).vault.find(({ key }) => key === 'v/spoiled');
    expect(entry).toBeDefined();
    expect(entry).not.toHaveProperty('copy');
    expect((await newestBackup(cloud.system)).vault).toMatchObject({ objects: 4, missing: 1 });
  });

  it('keep their locks while a backup names them: every week they reach ninety days again', async () => {
    untilMonday();
    const { vault } = await manifestOf();
    const { job } = await upkeep('production');
    expect(job).toMatchObject({ state: 'done', tally: { missing: 0, extended: 3 } });
    const expected = cloud.system.clock().getTime() + 90 * DAY;
    for (const { copy } of vault) {
      if (copy === undefined) continue;
      const until = (await lockOf(copy.key, copy.versionId))?.RetainUntilDate?.getTime() ?? 0;
      // The first backup is the monthly one, and names the first two.
      expect(until).toBeGreaterThan(expected - 60_000);
    }
    const newest = await newestBackup(cloud.system);
    expect(Date.parse(newest.vault?.lockUntil ?? '')).toBeGreaterThan(expected - 60_000);
    const { events } = await eventsOfRecord(cloud.system, 'backup', newest.id);
    expect(events.map(({ type }) => type)).toContain('backup.vault-locked');
  });

  it('stay locked as long as the longest backup that names them', async () => {
    const [first] = (await manifestOf()).vault;
    const until = (await lockOf(first?.copy?.key ?? '', first?.copy?.versionId ?? ''))?.RetainUntilDate?.getTime() ?? 0;
    expect((until - cloud.system.clock().getTime()) / DAY).toBeGreaterThan(300);
  });
});

describe('the catalogue of the year', () => {
  const Catalogue = z.strictObject({
    format: z.literal('strongroom-catalogue-1'),
    tool: z.unknown(),
    year: z.string(),
    backup: z.strictObject({ backupId: z.string(), exportTime: z.string(), manifestHash: z.string() }),
    counts: z.strictObject({ titles: z.number(), items: z.number() }),
    files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string(), versionId: z.string() })),
  });
  const read = async (name: string) => {
    const Key = `yearly-catalogue/${cloud.system.clock().getUTCFullYear()}/${name}`;
    const { VersionId } = await cloud.s3.send(new HeadObjectCommand({ Bucket: buckets.backups, Key }));
    return { key: Key, versionId: VersionId ?? '', bytes: await bytesOf(Key, VersionId ?? '') };
  };

  it('was made from a proved backup: MARC and lines of JSON, every file with its sum, locked for seven years', async () => {
    const told = await read('manifest.json');
    const catalogue = Catalogue.parse(JSON.parse(told.bytes.toString()));
    expect(catalogue.counts).toEqual({ titles: 4, items: 8 });
    const texts = new Map<string, Buffer>();
    for (const file of catalogue.files) {
      const found = await read(file.name);
      expect([file.name, sha256Of(found.bytes), found.bytes.length]).toEqual([file.name, file.sha256, file.bytes]);
      const lock = await lockOf(found.key, found.versionId);
      expect(lock?.Mode).toBe('COMPLIANCE');
      const days = ((lock?.RetainUntilDate?.getTime() ?? 0) - cloud.system.clock().getTime()) / DAY;
      expect(Math.round(days)).toBe(2557);
      texts.set(file.name, found.bytes);
    }
    const all = (stem: string) =>
      Buffer.concat([...texts].filter(([name]) => name.startsWith(stem)).map(([, bytes]) => bytes));
    const titles = [];
    for await (const result of readMarc(Readable.from([all('catalogue-')]))) titles.push(result);
    // One of the four lies in the bin.
    expect(titles).toHaveLength(3);
    const lines = all('titles-').toString().trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toContain('Edited');
    expect(lines.join('\n')).not.toContain(cloud.managerId);
    expect(all('items-').toString().trim().split('\n')).toHaveLength(8);
    expect([...texts.values()].join('')).not.toContain('Patron');
    const source = await newestBackup(cloud.system);
    expect(source.yearly).toMatchObject({ year: catalogue.year, versionId: told.versionId });
  });

  it('is made once a year', async () => {
    untilMonday();
    const before = await read('manifest.json');
    const { job } = await upkeep('production');
    expect(job).toMatchObject({ state: 'done', tally: { titles: 0 } });
    expect((await read('manifest.json')).versionId).toBe(before.versionId);
  });
});
