import { Logger } from '@aws-lambda-powertools/logger';
import { environment } from '../../shared/aws/environment.ts';
import { queueSender } from '../../shared/aws/queue.ts';
import { systemFromEnvironment } from '../../shared/aws/system.ts';
import type { JobKind } from '../../shared/contracts/jobs.ts';
import { sweepJobs } from '../../shared/jobs/sweep.ts';

const queueNames = {
  import: 'IMPORT_QUEUE_URL',
  'batch-undo': 'RESTORE_QUEUE_URL',
  'begin-empty': 'BATCH_QUEUE_URL',
  'bin-many': 'BATCH_QUEUE_URL',
  purge: 'PURGE_QUEUE_URL',
  backup: 'BACKUP_QUEUE_URL',
  'backup-upkeep': 'BACKUP_QUEUE_URL',
  proof: 'PROOF_QUEUE_URL',
  'self-test': 'PROOF_QUEUE_URL',
  rebuild: 'REBUILD_QUEUE_URL',
  'take-home': 'TAKE_HOME_QUEUE_URL',
  reindex: 'REINDEX_QUEUE_URL',
  'restore-plan': 'RESTORE_QUEUE_URL',
  restore: 'RESTORE_QUEUE_URL',
} as const satisfies Record<JobKind, string>;

const sweeper = () => {
  const logger = new Logger({ serviceName: 'jobs-sweep' });
  const system = systemFromEnvironment();
  const send = queueSender();
  const queues = environment([...new Set(Object.values(queueNames))]);
  return async (): Promise<void> => {
    const lost = await sweepJobs(system, async (kind, jobId) => {
      await send(queues[queueNames[kind]], { jobId });
      logger.warn('job put back in line', { kind, jobId });
    });
    if (lost === 0) logger.debug('no job was lost');
  };
};

let ready: (() => Promise<void>) | undefined;

export const handler = async (): Promise<void> => {
  ready ??= sweeper();
  await ready();
};
