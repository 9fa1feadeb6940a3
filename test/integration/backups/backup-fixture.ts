import { setTimeout as sleep } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { classKeyOpener } from '../../../shared/aws/class-key-wrap.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import { openJobs } from '../../../shared/aws/keys.ts';
import { readStored } from '../../../shared/aws/stored.ts';
import type { System } from '../../../shared/aws/system.ts';
import { queryAll } from '../../../shared/aws/table.ts';
import type { BackupParts } from '../../../shared/backups/backup-job.ts';
import { readBackup, recentBackups } from '../../../shared/backups/backup-store.ts';
import { backupHandlers } from '../../../shared/backups/operations.ts';
import type { ProofParts } from '../../../shared/backups/proof/proof-job.ts';
import { proofRunner } from '../../../shared/backups/proof/run-proof.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { Job } from '../../../shared/contracts/jobs.ts';
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
  backupHandlers(system, { mode: 'practice', offsite: false })['backup.start'](callAs(system, personId), {});

/** A whole backup, as pressing the button makes it. */
export const backUp = async (cloud: SmallCloud, more: Partial<BackupParts> = {}) => {
  const { jobId } = await startBackup(cloud.system, cloud.managerId);
  return workOff(cloud.system, backupRunner(partsOf(cloud, more)), jobId, waitReally);
};

export const newestBackup = async (system: System): Promise<Backup> => {
  const [backup] = await recentBackups(system, system.clock());
  if (backup === undefined) throw new Error('there is no backup');
  return backup;
};

/** KMS as a function finds it. */
export const kmsOf = ({ environment: env }: SmallCloud): KMSClient =>
  new KMSClient({
    region: env['AWS_REGION'] ?? '',
    endpoint: env['AWS_ENDPOINT_URL_KMS'] ?? '',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });

export const proofPartsOf = (cloud: SmallCloud, more: Partial<ProofParts> = {}): ProofParts => ({
  system: cloud.system,
  backups: keptBucket(cloud.s3, buckets.backups),
  itemsPerPass: 500_000,
  openClassKey: classKeyOpener(kmsOf(cloud)),
  tell: () => undefined,
  ...more,
});

/** Works off the unfinished proof of a backup; waits are skipped, since nothing here needs them. */
export const prove = async (cloud: SmallCloud, jobId: string, more: Partial<ProofParts> = {}) =>
  workOff(cloud.system, proofRunner(proofPartsOf(cloud, more)), jobId, async () => undefined);

/** Asks for a proof and works it off; returns what the record of the backup then says. */
export const proveAgain = async (cloud: SmallCloud, backupId: string, more: Partial<ProofParts> = {}) => {
  const handlers = backupHandlers(cloud.system, { mode: 'practice', offsite: false });
  const { jobId } = await handlers['backup.prove'](callAs(cloud.system, cloud.managerId), { backupId });
  await prove(cloud, jobId, more);
  const proof = (await readBackup(cloud.system, backupId))?.value.proof;
  if (proof === undefined) throw new Error('the proof left no result');
  return proof;
};

/** The unfinished job of a kind. */
export const openJob = async (system: System, kind: Job['kind']): Promise<string> => {
  for await (const item of queryAll(system.dynamo, 'records', openJobs(), { index: 'GSI1' })) {
    const job = readStored(Job, item).value;
    if (job.kind === kind) return job.id;
  }
  throw new Error(`no ${kind} is under way`);
};
