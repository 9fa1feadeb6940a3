import type { JobRequest } from '../jobs/job-store.ts';

/** One backup at a time: two would export twice what one shows. */
export const backupRequest = (): JobRequest => ({ kind: 'backup', unit: 'steps', input: {}, lock: 'backup' });

/** One proof of a backup at a time; proofs of different backups do not hinder each other. */
export const proofRequest = (backupId: string): JobRequest => ({
  kind: 'proof',
  unit: 'records',
  input: { backupId },
  lock: `proof-${backupId}`,
});

/** One rebuild at a time: its scratch tables have fixed names. Without a backup named, the newest. */
export const rebuildRequest = (backupId?: string): JobRequest => ({
  kind: 'rebuild',
  unit: 'records',
  input: backupId === undefined ? {} : { backupId },
  lock: 'rebuild',
});

/** Damages copies of a backup and looks whether the proof sees it. Without a backup named, of the newest. */
export const selfTestRequest = (backupId?: string): JobRequest => ({
  kind: 'self-test',
  unit: 'steps',
  input: backupId === undefined ? {} : { backupId },
  lock: 'self-test',
});

/** The weekly upkeep of the copies: locks of vault objects, and the catalogue of the year. */
export const upkeepRequest = (): JobRequest => ({
  kind: 'backup-upkeep',
  unit: 'records',
  input: {},
  lock: 'backup-upkeep',
});
