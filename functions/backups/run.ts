import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('backups-run', 120_000, () => ({
  step: async () => ({ next: 'failed', code: 'internal', params: {} }),
}));
