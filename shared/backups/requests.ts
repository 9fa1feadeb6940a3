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
