import type { ReactNode } from 'react';
import type { JobView } from '../../../shared/contracts/jobs.ts';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { isRunning, JobCard } from './job-card.tsx';

const POLL_MS = 1_000;

/** A job as it goes on, with what can be done once it has ended. */
export const JobWatch = ({
  jobId,
  children,
}: {
  readonly jobId: string;
  readonly children?: (job: JobView) => ReactNode;
}) => {
  const read = useRead(
    'job.get',
    { jobId },
    { poll: (last) => (last === undefined || isRunning(last) ? POLL_MS : false) },
  );
  const job = read.data;
  if (job === undefined) return <Pending read={read} rows={1} height={90} />;
  return (
    <>
      <JobCard job={job} />
      {isRunning(job) ? null : children?.(job)}
    </>
  );
};
