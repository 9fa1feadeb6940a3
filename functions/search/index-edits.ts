import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { LedgerEvent } from '../../shared/contracts/record.ts';
import { indexEdits } from '../../shared/search/index-edits.ts';

const logger = new Logger({ serviceName: 'search-index' });
const Message = z.object({ detail: LedgerEvent });
let system: System | undefined;

/** The whole batch is tried again when it fails: appending a title twice does no harm. */
export const handler = async (event: SQSEvent): Promise<void> => {
  system ??= systemFromEnvironment();
  const events = event.Records.map((record) => Message.parse(JSON.parse(record.body)).detail);
  const titles = await indexEdits(system, events);
  logger.info('edits indexed', { events: events.length, titles });
};
