import { openJobs, progressKey } from '../aws/keys.ts';
import { plainOf, readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryAll } from '../aws/table.ts';
import { Job, type JobKind, JobProgress } from '../contracts/jobs.ts';
import { isLost } from './rules.ts';

/**
 * Finds unfinished jobs that nobody works on and puts them back in line. Returns how many.
 * A job put back twice does no harm: the second worker finds the lease of the first.
 */
export const sweepJobs = async (
  system: Pick<System, 'dynamo' | 'tables' | 'clock'>,
  queue: (kind: JobKind, jobId: string) => Promise<void>,
): Promise<number> => {
  const { dynamo, tables } = system;
  const jobs: Job[] = [];
  for await (const item of queryAll(dynamo, tables.records, openJobs(), { index: 'GSI1' }))
    jobs.push(readStored(Job, item).value);
  const progress = await getItems(
    dynamo,
    jobs.map((job) => ({ table: tables.records, key: progressKey(job.id) })),
  );
  let lost = 0;
  for (const [index, job] of jobs.entries()) {
    const item = progress[index];
    if (item === undefined || !isLost(JobProgress.parse(plainOf(item)), system.clock())) continue;
    await queue(job.kind, job.id);
    lost += 1;
  }
  return lost;
};
