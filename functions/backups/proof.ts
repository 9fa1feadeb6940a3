import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('backups-proof', 240_000, () => ({
  step: async () => ({ next: 'failed', code: 'internal', params: {} }),
}));
