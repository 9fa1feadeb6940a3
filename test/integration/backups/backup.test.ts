import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectRetentionCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemHash } from '../../../shared/aws/canonical.ts';
import { readBackup } from '../../../shared/backups/backup-store.ts';
import { newDigest } from '../../../shared/backups/digest.ts';
import type { BackupManifest } from '../../../shared/backups/manifest.ts';
import { requestNightly } from '../../../shared/backups/nightly.ts';
import { backupHandlers } from '../../../shared/backups/operations.ts';
import { bucketVersions, readManifest } from '../../../shared/backups/reader.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import { readState } from '../../../shared/backups/state-reader.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { leaseTx } from '../../../shared/jobs/job-store.ts';
import { jobHandlers } from '../../../shared/jobs/operations.ts';
import { runJob } from '../../../shared/jobs/run-job.ts';
import { sweepJobs } from '../../../shared/jobs/sweep.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';
import { scanTable } from '../../support/scan-table.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import {
  backUp,
  newestBackup,
  openJob,
  partsOf,
  proofPartsOf,
  prove,
  startBackup,
  waitReally,
} from './backup-fixture.ts';

let cloud: SmallCloud;
let backup: Backup;
let manifest: BackupManifest;
const call = () => callAs(cloud.system, cloud.managerId);
const handlers = () => backupHandlers(cloud.system, { mode: 'practice', offsite: false });
const open = () => bucketVersions(proofPartsOf(cloud).backups);
const manifestOf = (of: Backup) =>
  readManifest(open(), {
    key: `${of.prefix}backup.json`,
    versionId: of.manifestVersionId ?? '',
    hash: of.manifestHash ?? '',
  });

beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 6);
});
afterAll(() => cloud.close());

describe('a library without a backup', () => {
  it('is told so, in red', async () => {
    const health = await handlers()['safety.get'](call(), {});
    expect(health).toMatchObject({ colour: 'red', code: 'safety.never', practice: true });
  });
});

describe('backing up now', () => {
  it('keeps a copy of every record as it stood at the moment it was asked for', async () => {
    const before = await scanTable(cloud.system.dynamo, 'records');
    const { job, progress } = await backUp(cloud);
    expect(job).toMatchObject({ state: 'done', kind: 'backup' });
    expect(progress.done).toBe(progress.total);
    backup = await newestBackup(cloud.system);
    expect(backup).toMatchObject({ state: 'kept', kind: 'full', class: 'monthly', lockMode: 'GOVERNANCE' });
    manifest = await manifestOf(backup);
    const read = new Map<string, string>();
    for await (const rows of readState(open(), [manifest], ['records']))
      for (const { item } of rows) read.set(`${item['PK']?.S} ${item['SK']?.S}`, itemHash(item));
    for (const item of before) expect(read.get(`${item['PK']?.S} ${item['SK']?.S}`)).toBe(itemHash(item));
    // What came after is of the second in which the backup was asked for: its own job and record.
    const known = new Set(before.map((item) => `${item['PK']?.S} ${item['SK']?.S}`));
    const later = [...read.keys()].filter((key) => !known.has(key));
    expect(later.every((key) => /^(JOB|BACKUP|RUNNING)#/.test(key))).toBe(true);
    expect(backup.records).toBe([...read.keys()].filter((key) => key.endsWith(' REC')).length);
  });

  it('locks every file but the person keys, under KMS, with the sums of backup.json', async () => {
    for (const file of manifest.files) {
      const at = { Bucket: buckets.backups, Key: file.key, VersionId: file.versionId };
      const head = await cloud.s3.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
      expect(head.ServerSideEncryption).toBe('aws:kms');
      expect(Buffer.from(head.ChecksumSHA256 ?? '', 'base64').toString('hex')).toBe(file.sha256);
      expect(head.ObjectLockMode).toBe(file.table === 'keys' ? undefined : 'GOVERNANCE');
      expect(file.key.startsWith(file.table === 'keys' ? `keys/${backup.id}/` : backup.prefix)).toBe(true);
      if (file.table === 'keys') continue;
      const gone = cloud.s3.send(new DeleteObjectCommand(at));
      await expect(gone).rejects.toMatchObject({ name: 'AccessDenied' });
    }
    const { Retention } = await cloud.s3.send(
      new GetObjectRetentionCommand({
        Bucket: buckets.backups,
        Key: `${backup.prefix}backup.json`,
        VersionId: backup.manifestVersionId,
      }),
    );
    expect(Retention?.RetainUntilDate?.toISOString()).toBe(backup.retainUntil);
  });

  it('writes a digest that anybody can compute again from the items, in any order', async () => {
    const items: [string, Parameters<ReturnType<typeof newDigest>['add']>[1]][] = [];
    for (const table of ['ledger', 'records'] as const)
      for await (const rows of readState(open(), [manifest], [table]))
        for (const row of rows) items.push([table, row.item]);
    const digest = newDigest();
    for (const [table, item] of items.reverse()) digest.add(table, item);
    expect(digest.value()).toBe(manifest.digest.value);
    expect(backup.digest).toBe(manifest.digest.value);
  });

  it('asks for its proof in the same transaction, and the home page waits for it', async () => {
    const waiting = await handlers()['safety.get'](call(), {});
    expect(waiting).toMatchObject({ colour: 'amber', code: 'safety.running' });
    const told: string[] = [];
    await prove(cloud, await openJob(cloud.system, 'proof'), { tell: (code) => told.push(code) });
    expect(told).toEqual(['backup.proved']);
    const health = await handlers()['safety.get'](call(), {});
    expect(health).toMatchObject({
      colour: 'green',
      code: 'safety.proved-practice',
      params: { kind: 'read-back', copyOf: backup.exportTime, records: backup.records },
      lastBackupId: backup.id,
    });
    expect(health.params).not.toHaveProperty('retainUntil');
    expect(health.days).toHaveLength(35);
    expect(health.days.at(-1)).toMatchObject({ backups: 1, proved: 1, failed: 0 });
  });

  it('is proved in many small passes as in one', async () => {
    const { jobId } = await handlers()['backup.prove'](call(), { backupId: backup.id });
    const { job } = await prove(cloud, jobId, { itemsPerPass: 7 });
    expect(job.tally).toMatchObject({ passed: 1, findings: 0, records: backup.records });
    const again = await readBackup(cloud.system, backup.id);
    expect(again?.value.proof).toMatchObject({ passed: true, records: backup.records });
  });

  it('chains each backup to the one before', async () => {
    await backUp(cloud);
    const next = await newestBackup(cloud.system);
    expect(next.class).toBe('daily');
    expect((await manifestOf(next)).before).toEqual({ backupId: backup.id, manifestHash: backup.manifestHash });
    await prove(cloud, await openJob(cloud.system, 'proof'));
    const { rows } = await handlers()['backup.list'](call(), {});
    expect(rows.map((row) => row.backupId)).toEqual([next.id, backup.id]);
    expect(rows.every((row) => row.proof?.passed)).toBe(true);
  });
});

describe('a second backup while one is running', () => {
  it('is refused to a person, and skipped by the night; when it is stopped its record says so', async () => {
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    await expect(startBackup(cloud.system, cloud.managerId)).rejects.toMatchObject({ code: 'job-running' });
    expect(await requestNightly(cloud.system)).toBeUndefined();
    const runner = backupRunner(partsOf(cloud));
    let steps = 0;
    const stopping = {
      ...runner,
      step: async (work: Parameters<typeof runner.step>[0]) => {
        steps += 1;
        if (steps === 3) await jobHandlers(cloud.system)['job.cancel'](call(), { jobId });
        return runner.step(work);
      },
    };
    const { job } = await workOff(cloud.system, stopping, jobId, waitReally);
    expect(job.state).toBe('cancelled');
    expect(await newestBackup(cloud.system)).toMatchObject({ state: 'failed', files: 0 });
    const asked = await requestNightly(cloud.system);
    expect(asked).toBeDefined();
    const made = await workOff(cloud.system, runner, asked ?? '', waitReally);
    expect(made.job).toMatchObject({ state: 'done', actorId: 'system' });
    await prove(cloud, await openJob(cloud.system, 'proof'));
  });
});

describe('an export that is not what its manifest says', () => {
  it('is never put away: the backup fails and names the file', async () => {
    const parts = partsOf(cloud);
    let spoiled = '';
    const spoiling = {
      ...parts,
      work: {
        ...parts.work,
        open: async (key: string) => {
          const opened = await parts.work.open(key);
          if (opened === undefined || !key.endsWith('.json.gz') || (spoiled !== '' && spoiled !== key)) return opened;
          spoiled = key;
          const bytes = Buffer.concat(await opened.body.toArray());
          bytes.writeUInt8(bytes.readUInt8(12) ^ 1, 12);
          return { ...opened, body: Readable.from([bytes]) };
        },
      },
    };
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    const { job } = await workOff(cloud.system, backupRunner(spoiling), jobId, waitReally);
    expect(job).toMatchObject({
      state: 'failed',
      failure: { code: 'finding.file-changed', params: { file: spoiled } },
    });
    const failed = await newestBackup(cloud.system);
    expect(failed).toMatchObject({ state: 'failed', files: 0 });
    expect(failed.manifestVersionId).toBeUndefined();
    const health = await handlers()['safety.get'](call(), {});
    // The copies before it stay what they were: a failed one puts nothing in their place.
    expect(['safety.proved-practice', 'safety.older-failed']).toContain(health.code);
  });
});

describe('proving what is not there', () => {
  it('is refused', async () => {
    const failed = await newestBackup(cloud.system);
    for (const backupId of [cloud.system.newId(), failed.id])
      await expect(handlers()['backup.prove'](call(), { backupId })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a job whose worker died', () => {
  let jobId: string;
  it('is put back in line once its lease has lapsed, and not before', async () => {
    ({ jobId } = await startBackup(cloud.system, cloud.managerId));
    const swept = async (): Promise<string[]> => {
      const found: string[] = [];
      await sweepJobs(cloud.system, async (kind, id) => {
        found.push(`${kind} ${id}`);
      });
      return found;
    };
    expect(await swept()).not.toContain(`backup ${jobId}`);
    cloud.clock.offsetMs += 21 * 60_000;
    expect(await swept()).toContain(`backup ${jobId}`);
    cloud.clock.offsetMs = 0;
  });

  it('is taken over by its own message, which comes back when the lease lapses, and not once more after the end', async () => {
    const asked: number[] = [];
    let steps = 0;
    const handOut = (owner: string) =>
      runJob(
        cloud.system,
        {
          step: async () => {
            steps += 1;
            return { next: 'done', tally: {} };
          },
        },
        jobId,
        {
          owner,
          timeLeft: () => 600_000,
          reserve: 60_000,
          again: async (_id, seconds) => {
            asked.push(seconds);
          },
        },
      );
    const { records } = cloud.system.tables;
    const now = cloud.system.clock();
    const lapses = new Date(now.getTime() + 90_000);
    await cloud.system.commit([leaseTx(records, jobId, 'killed', now, lapses)], cloud.system.newId());
    await handOut('second');
    expect(steps).toBe(0);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(80);
    expect(asked[0]).toBeLessThanOrEqual(92);
    cloud.clock.offsetMs += (asked[0] ?? 0) * 1000;
    await handOut('second');
    await handOut('third');
    expect(steps).toBe(1);
    expect(asked).toHaveLength(1);
    cloud.clock.offsetMs = 0;
  });
});
