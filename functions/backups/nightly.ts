import { Logger } from '@aws-lambda-powertools/logger';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { requestNightly, requestUpkeep } from '../../shared/backups/nightly.ts';

let parts: { system: System; logger: Logger } | undefined;

export const handler = async (): Promise<void> => {
  parts ??= { system: systemFromEnvironment(), logger: new Logger({ serviceName: 'backups-nightly' }) };
  const jobId = await requestNightly(parts.system);
  parts.logger.info(jobId === undefined ? 'a backup is running already' : 'backup asked for', { jobId });
  const upkeepId = await requestUpkeep(parts.system);
  if (upkeepId !== undefined) parts.logger.info('upkeep asked for', { jobId: upkeepId });
};
