import { Logger } from '@aws-lambda-powertools/logger';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { requestOnSchedule } from '../../shared/jobs/scheduled.ts';
import { reindexRequest } from '../../shared/search/requests.ts';

let parts: { system: System; logger: Logger } | undefined;

/** A fresh base each night keeps the log that readers replay short. */
export const handler = async (): Promise<void> => {
  parts ??= { system: systemFromEnvironment(), logger: new Logger({ serviceName: 'search-nightly' }) };
  const jobId = await requestOnSchedule(parts.system, reindexRequest());
  parts.logger.info(jobId === undefined ? 'a base is being built already' : 'new base asked for', { jobId });
};
