import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemHash } from '../../../shared/aws/canonical.ts';
import { itemFromJson } from '../../../shared/aws/dynamo-json.ts';
import { requestUpkeep } from '../../../shared/backups/nightly.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import { upkeepRunner } from '../../../shared/backups/upkeep/run-upkeep.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { portableMarc } from '../../../shared/catalogue/portable-marc.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import type { Runner } from '../../../shared/jobs/run-job.ts';
import { callAs } from '../../support/as-staff.ts';
import { exportLayout } from '../../support/export-layout-reader.ts';
import { workOff } from '../../support/run-jobs.ts';
import { scanTable } from '../../support/scan-table.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, partsOf, prove, startBackup } from './backup-fixture.ts';
import { throughDeaths } from './deaths.ts';

const DAY = 86_400_000;
let cloud: SmallCloud;
/** Waits for an export, and not for the pause after an error. */
const shortly = (seconds: number): Promise<undefined> => sleep(seconds > 0 ? 300 : 0, undefined);
const proved = async () => prove(cloud, await openJob(cloud.system, 'proof'));
const standing = async (): Promise<Map<string, string>> =>
  new Map(
    (await scanTable(cloud.system.dynamo, 'records')).map((item) => [
      `${item['PK']?.S} ${item['SK']?.S}`,
      itemHash(item),
    ]),
  );

/** Nothing of a killed worker is left over, and the copy is the library as it stood. */
const expectClean = async (backup: Backup, before: ReadonlyMap<string, string>) => {
  expect(backup.state).toBe('kept');
  const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
    new ListObjectVersionsCommand({ Bucket: buckets.backups }),
  );
  const keys = Versions.map(({ Key = '' }) => Key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(DeleteMarkers).toEqual([]);
  const own = keys.filter((key) => key.includes(`/${backup.id}/`));
  expect(own.length).toBe(backup.files + 1);
  const { items } = await exportLayout(cloud.s3, buckets.backups).stateAt('records', backup.exportTime);
  const found = new Map<string, string>();
  for (const json of items.values()) {
    const item = itemFromJson(json);
    found.set(`${item['PK']?.S} ${item['SK']?.S}`, itemHash(item));
  }
  for (const [key, hash] of before) expect([key, found.get(key)]).toEqual([key, hash]);
};

const dayOfWork = async (name: string) => {
  await catalogueHandlers(cloud.system)['title.create'](callAs(cloud.system, cloud.managerId), {
    form: { title: name, author: 'Ænes Ørsted' },
  });
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: buckets.vault, Key: `v/${name}`, Body: name, ChecksumAlgorithm: 'SHA256' }),
  );
};

beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 4);
  await backUp(cloud);
  await proved();
});
afterAll(() => cloud.close());

describe('a backup of changes', () => {
  it('comes to its end through at least twenty deaths at random points, with nothing half done', async () => {
    cloud.travel(DAY);
    await dayOfWork('killed');
    const before = await standing();
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    // Park and Miller's generator: the same lives in every run.
    let seed = 20_261_124;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const { deaths, job } = await throughDeaths(
      cloud,
      jobId,
      // Every fourth worker lives long enough for the longest step.
      (turn) => (turn % 4 === 3 ? 30 + Math.floor(random() * 40) : 2 + Math.floor(random() * 22)),
      (system, life) => {
        const parts = partsOf(cloud);
        const [work, backups, vault] = [parts.work, parts.backups, parts.vault].map((each) => life.bucket(each));
        if (work === undefined || backups === undefined || vault === undefined) throw new Error('a bucket is missing');
        return backupRunner({ ...parts, system, work, backups, vault });
      },
    );
    expect(job.state).toBe('done');
    expect(deaths).toBeGreaterThanOrEqual(20);
    const backup = await newestBackup(cloud.system);
    expect(backup).toMatchObject({ kind: 'incremental', vault: { objects: 1, missing: 0 } });
    await expectClean(backup, before);
    await proved();
    expect((await newestBackup(cloud.system)).proof).toMatchObject({ passed: true, findings: [] });
  });

  /** A runner whose step throws the first time in each stage, before its work or after it. */
  const stumbling = (runner: Runner, when: 'before' | 'after') => {
    const stages = new Set<string>();
    const step: Runner['step'] = async (work) => {
      const stage = String(work.progress.cursor['stage'] ?? 'begin');
      const first = !stages.has(stage);
      stages.add(stage);
      if (first && when === 'before') throw new Error(`stumbled before ${stage}`);
      const result = await runner.step(work);
      if (first) throw new Error(`stumbled after ${stage}`);
      return result;
    };
    return { runner: { ...runner, step }, stages };
  };
  const every = ['await', 'begin', 'copy', 'export', 'finish', 'hold', 'settle', 'vault', 'verify'];

  it.each(['before', 'after'] as const)('goes on when each of its stages fails once, %s its work', async (when) => {
    cloud.travel(DAY);
    await dayOfWork(`stumbled ${when}`);
    const before = await standing();
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    const { runner, stages } = stumbling(backupRunner(partsOf(cloud)), when);
    const { job } = await workOff(cloud.system, runner, jobId, shortly);
    expect(job.state).toBe('done');
    expect([...stages].sort()).toEqual(every);
    await expectClean(await newestBackup(cloud.system), before);
    await proved();
  });

  it('is given up when a stage keeps failing, and the next backup is made all the same', async () => {
    cloud.travel(DAY);
    await dayOfWork('given up');
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    const runner = backupRunner(partsOf(cloud));
    const failing: Runner = {
      ...runner,
      step: (work) => {
        if (work.progress.cursor['stage'] === 'copy') throw new Error('no way');
        return runner.step(work);
      },
    };
    const tryIt = workOff(cloud.system, failing, jobId, shortly);
    await expect(tryIt).rejects.toThrow('no way');
    expect(await newestBackup(cloud.system)).toMatchObject({ state: 'failed' });
    cloud.travel(DAY);
    const before = await standing();
    await backUp(cloud);
    const next = await newestBackup(cloud.system);
    await expectClean(next, before);
    await proved();
  });
});

describe('the weekly upkeep', () => {
  it('comes to its end through deaths at every few calls', async () => {
    cloud.travel(((8 - cloud.system.clock().getUTCDay()) % 7 || 7) * DAY);
    const jobId = (await requestUpkeep(cloud.system)) ?? '';
    const { deaths, job } = await throughDeaths(
      cloud,
      jobId,
      // A worker that goes on reads the changes before its place again, to know what they replaced.
      (turn) => (turn < 8 ? 3 + turn * 3 : 200),
      (system, life) =>
        upkeepRunner({
          system,
          backups: life.bucket(partsOf(cloud).backups),
          protection: 'practice',
          marcOf: portableMarc,
        }),
    );
    expect(job).toMatchObject({ state: 'done', tally: { missing: 0 } });
    expect(deaths).toBeGreaterThanOrEqual(5);
    expect((await newestBackup(cloud.system)).yearly).toBeDefined();
  });
});
