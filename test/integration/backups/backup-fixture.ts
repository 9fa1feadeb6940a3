import { setTimeout as sleep } from 'node:timers/promises';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import type { System } from '../../../shared/aws/system.ts';
import type { BackupParts } from '../../../shared/backups/backup-job.ts';
import { backupHandlers } from '../../../shared/backups/operations.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud, tableArns } from '../../support/small-cloud.ts';

export const partsOf = (cloud: SmallCloud, more: Partial<BackupParts> = {}): BackupParts => ({
  system: cloud.system,
  work: keptBucket(cloud.s3, buckets.work),
  workBucket: buckets.work,
  backups: keptBucket(cloud.s3, buckets.backups),
  vault: keptBucket(cloud.s3, buckets.vault),
  tableArns,
  protection: 'practice',
  settleSeconds: 2,
  ...more,
});

export const waitReally = (seconds: number) => sleep(seconds * 1000);

export const startBackup = (system: System, personId: string) =>
  backupHandlers(system, 'practice')['backup.start'](callAs(system, personId), {});

/** A whole backup, as pressing the button makes it. */
export const backUp = async (cloud: SmallCloud, more: Partial<BackupParts> = {}) => {
  const { jobId } = await startBackup(cloud.system, cloud.managerId);
  return workOff(cloud.system, backupRunner(partsOf(cloud, more)), jobId, waitReally);
};
