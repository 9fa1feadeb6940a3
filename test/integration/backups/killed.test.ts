import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { proofRunner } from '../../../shared/backups/proof/run-proof.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { newestBackup, openJob, partsOf, proofPartsOf, startBackup } from './backup-fixture.ts';
import { throughDeaths } from './deaths.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 4);
});
afterAll(() => cloud.close());

/** Lives of odd lengths, so that over the job deaths fall on calls of every kind. */
const lives = (turn: number): number => 9 + ((turn * 7) % 41);

describe('a backup and its proof, their workers killed again and again', () => {
  it('end as if nobody had died: one backup, each file once, proved', async () => {
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    const made = await throughDeaths(cloud, jobId, lives, (system, life) => {
      const parts = partsOf(cloud);
      return backupRunner({
        ...parts,
        system,
        work: life.bucket(parts.work),
        backups: life.bucket(parts.backups),
      });
    });
    expect(made.job.state).toBe('done');
    expect(made.deaths).toBeGreaterThan(5);
    const backup = await newestBackup(cloud.system);
    expect(backup.state).toBe('kept');

    const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
      new ListObjectVersionsCommand({ Bucket: buckets.backups }),
    );
    const keys = Versions.map(({ Key }) => Key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(backup.files + 1);
    expect(DeleteMarkers).toEqual([]);

    const proof = await throughDeaths(cloud, await openJob(cloud.system, 'proof'), lives, (system, life) => {
      const parts = proofPartsOf(cloud, { itemsPerPass: 40 });
      return proofRunner({ ...parts, system, backups: life.bucket(parts.backups) });
    });
    expect(proof.job).toMatchObject({ state: 'done', tally: { passed: 1, findings: 0 } });
    expect(proof.deaths).toBeGreaterThan(2);
    const proved = await newestBackup(cloud.system);
    expect(proved.proof).toMatchObject({ passed: true, records: backup.records, findings: [] });
    expect(proved.version).toBe(3);

    const { events } = await eventsOfRecord(cloud.system, 'backup', backup.id);
    expect(events.map((event) => event.type)).toEqual(['backup.proved', 'backup.kept', 'backup.started']);
  });
});
