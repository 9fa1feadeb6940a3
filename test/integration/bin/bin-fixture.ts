import type { Call } from '../../../shared/aws/call.ts';
import { born } from '../../../shared/aws/change.ts';
import type { System } from '../../../shared/aws/system.ts';
import { changeBackupTx, readBackup, startBackupTx } from '../../../shared/backups/backup-store.ts';
import { itemPurge, titlePurge } from '../../../shared/catalogue/purge.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import type { Role } from '../../../shared/contracts/permissions.ts';
import { purgeRequest, purgeRunner } from '../../../shared/jobs/bin/run-purge.ts';
import { requestOnSchedule } from '../../../shared/jobs/scheduled.ts';
import { patronPurge } from '../../../shared/patrons/purge.ts';
import { branchPurge } from '../../../shared/settings/branch-bin.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';

export const DAY_MS = 86_400_000;

/** A request of somebody whose role counts. */
export const callOf = (system: System, personId: string, role: Role, ifMatch = 0): Call => ({
  ...callAs(system, personId, ifMatch),
  actor: {
    personId,
    kind: 'staff',
    role,
    name: 'Somebody',
    certificates: [],
    site: 'console',
    deviceClass: 'own',
    authTime: system.clock(),
  },
});

const passed = (at: string, more: Partial<NonNullable<Backup['proof']>> = {}): NonNullable<Backup['proof']> => ({
  kind: 'read-back',
  at,
  passed: true,
  records: 10,
  events: 10,
  repaired: 0,
  seconds: 1,
  findings: [],
  ...more,
});

/** The record of a copy of the library as it was at a moment: kept a year and proved, unless told otherwise. */
export const copyOfLibrary = async (
  system: System,
  exportTime: Date,
  more: Partial<Omit<Backup, 'proof'>> & { readonly proof?: Partial<NonNullable<Backup['proof']>> | 'none' } = {},
): Promise<string> => {
  const { context } = callAs(system, 'system');
  const { proof, ...rest } = more;
  const at = exportTime.toISOString();
  const backup: Backup = {
    ...born(context, context.newId()),
    entity: 'backup',
    kind: 'full',
    class: 'daily',
    state: 'kept',
    exportTime: at,
    prefix: 'daily/x/',
    retainUntil: new Date(exportTime.getTime() + 365 * DAY_MS).toISOString(),
    lockMode: 'COMPLIANCE',
    files: 1,
    bytes: 1,
    records: 10,
    ...rest,
    ...(proof === 'none' ? {} : { proof: passed(at, proof) }),
  };
  await system.commit(startBackupTx(context, backup), system.newId());
  return backup.id;
};

/** A later proof of the copy finds it damaged. */
export const failProof = async (system: System, backupId: string): Promise<void> => {
  const before = await readBackup(system, backupId);
  if (before === undefined) throw new Error('no backup');
  const proof = passed(system.clock().toISOString(), { passed: false, findings: [{ code: 'finding.digest' }] });
  const fragments = changeBackupTx(callAs(system, 'system').context, before, { proof }, 'backup.proof-failed', {});
  await system.commit(fragments, system.newId());
};

export const purgerOf = (system: System) =>
  purgeRunner({
    system,
    kinds: {
      title: titlePurge(system),
      item: itemPurge(system),
      patron: patronPurge(system),
      branch: branchPurge(system),
    },
  });

/** Asks for the purge of a night and works it off; returns its numbers. */
export const purgeTonight = async (system: System, worker: System = system): Promise<Record<string, number>> => {
  const jobId = await requestOnSchedule(system, purgeRequest());
  if (jobId === undefined) throw new Error('a purge is running');
  return workPurge(worker, jobId);
};

export const workPurge = async (system: System, jobId: string): Promise<Record<string, number>> => {
  const { job } = await workOff(system, purgerOf(system), jobId, async () => undefined);
  if (job.state !== 'done') throw new Error(`the purge ended as ${job.state}: ${job.failure?.code ?? ''}`);
  return job.tally;
};
