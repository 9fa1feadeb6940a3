import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { openBus } from '../../shared/aws/bus.ts';
import { environment } from '../../shared/aws/environment.ts';
import { streamEvent, wasAltered } from '../../shared/aws/ledger-stream.ts';
import type { LedgerEvent } from '../../shared/contracts/record.ts';

const logger = new Logger({ serviceName: 'ledger-dispatcher' });
const metrics = new Metrics({ namespace: 'Strongroom', serviceName: 'ledger-dispatcher' });
let bus: ReturnType<typeof openBus> | undefined;

/** An event that changed or vanished is the one thing that must never happen: it raises an alarm, and goes no further. */
const isNew = (record: DynamoDBRecord): boolean => {
  if (record.eventName === 'INSERT') return true;
  if (wasAltered(record)) {
    metrics.addMetric('LedgerAltered', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    logger.error('a ledger event was altered or removed', { operation: record.eventName ?? 'unknown' });
  }
  return false;
};

const HOUR_MS = 3_600_000;

/** An event written long after it happened was put back by a restore: nothing happens now because of it. */
const happensNow = (event: LedgerEvent, record: DynamoDBRecord): boolean =>
  (record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 - Date.parse(event.at) < HOUR_MS;

/** Tells the bus of each new ledger event, in the order of its shard; a batch that fails in the middle goes on from there. */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  bus ??= openBus(environment(['BUS_NAME']).BUS_NAME);
  const fresh = event.Records.filter(isNew);
  const told = fresh
    .map((record) => ({ record, event: streamEvent(record) }))
    .filter(({ record, event }) => happensNow(event, record));
  const failed = await bus.publish(told.map(({ event }) => event));
  const first = failed === undefined ? undefined : told[failed]?.record.dynamodb?.SequenceNumber;
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first }] };
};
