import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSEvent } from 'aws-lambda';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { itemPurge, titlePurge } from '../../shared/catalogue/purge.ts';
import { hasDue, purgeRequest, purgeRunner } from '../../shared/jobs/bin/run-purge.ts';
import { requestOnSchedule } from '../../shared/jobs/scheduled.ts';
import { patronPurge } from '../../shared/patrons/purge.ts';
import { branchPurge } from '../../shared/settings/branch-bin.ts';
import { workerFunction } from '../events/worker.ts';

/** Milliseconds a record with a long past may need. */
const RESERVE = 60_000;

const work = workerFunction('catalogue-purge', RESERVE, (system) =>
  purgeRunner({
    system,
    kinds: {
      title: titlePurge(system),
      item: itemPurge(system),
      patron: patronPurge(system),
      branch: branchPurge(system),
    },
  }),
);

let nightly: { system: System; logger: Logger } | undefined;

/** Asks for tonight's purge where anything is due: an empty bin leaves no trace among the jobs. */
const ask = async (): Promise<void> => {
  nightly ??= { system: systemFromEnvironment(), logger: new Logger({ serviceName: 'catalogue-purge' }) };
  const { system, logger } = nightly;
  if (!(await hasDue(system, system.clock()))) return;
  const jobId = await requestOnSchedule(system, purgeRequest());
  logger.info(jobId === undefined ? 'a purge is running already' : 'purge asked for', { jobId });
};

/** The one function that may delete records with their past: called by the clock to ask, and by its queue to work. */
export const handler = async (event: SQSEvent | object, context: Context): Promise<void> =>
  'Records' in event ? work(event, context) : ask();
