import type { JobRequest } from '../jobs/job-store.ts';

/** A new base of the search index; one is built at a time. */
export const reindexRequest = (): JobRequest => ({ kind: 'reindex', unit: 'records', input: {}, lock: 'reindex' });
