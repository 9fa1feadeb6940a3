import * as z from 'zod';
import { type CallEngine, engineJson } from '../dynamodb/engine-call.ts';
import type { LocalLambda } from '../lambda/lambda.ts';
import { processBatch, type StreamRecord } from './batch.ts';
import type { Checkpoints } from './checkpoints.ts';

export interface StreamMapping {
  /** The same at every start: its place in the stream lies under it. */
  readonly id: string;
  readonly table: string;
  readonly streamArn: string;
  readonly region: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly from: 'TRIM_HORIZON' | 'LATEST';
  readonly maxRetries: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  readonly onGivenUp: (message: string) => void;
}

export interface StreamReader {
  /** Something was written: look now. */
  readonly poke: () => void;
  readonly close: () => Promise<void>;
}

const streams = z.object({ Streams: z.array(z.object({ StreamArn: z.string() })) });
const shards = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const iterator = z.object({ ShardIterator: z.string() });
const page = z.object({
  Records: z.array(z.looseObject({ eventID: z.string(), dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
  NextShardIterator: z.string().nullish(),
});

// Writes poke the reader; this only covers writes that came by another way.
const POLL_MS = 1000;
const call = (engine: CallEngine, operation: string, input: unknown) =>
  engineJson(engine, `DynamoDBStreams_20120810.${operation}`, input);

/** Reads a table's stream for one function, shard by shard, and remembers how far it came. */
export function readStream(
  mapping: StreamMapping,
  engine: CallEngine,
  tools: {
    readonly lambda: Pick<LocalLambda, 'invokeWhenFree'>;
    readonly checkpoints: Checkpoints;
    readonly log: (line: string) => void;
  },
): StreamReader {
  const { checkpoints, log } = tools;
  let stopped = false;
  let wake: (() => void) | undefined;
  let poked = false;

  function shaped(record: StreamRecord): StreamRecord {
    return Object.assign({}, record, {
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: mapping.region,
      eventSourceARN: mapping.streamArn,
    });
  }
  function giveUp(records: readonly StreamRecord[], error: string): void {
    log(`streams: ${mapping.functionName} failed to the end on ${records.length} records: ${error.slice(0, 300)}`);
    const batch = {
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      batchSize: records.length,
      streamArn: mapping.streamArn,
    };
    mapping.onGivenUp(
      JSON.stringify({
        requestContext: { functionArn: mapping.functionName, condition: 'RetryAttemptsExhausted' },
        responseContext: { functionError: 'Unhandled', error },
        version: '1.0',
        timestamp: new Date().toISOString(),
        DDBStreamBatchInfo: batch,
      }),
    );
  }
  async function start(streamArn: string, shardId: string): Promise<string> {
    const after = checkpoints.get(mapping.id, shardId);
    const place =
      after === undefined
        ? { ShardIteratorType: mapping.from }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    const input = { StreamArn: streamArn, ShardId: shardId, ...place };
    return iterator.parse(await call(engine, 'GetShardIterator', input)).ShardIterator;
  }
  async function drain(): Promise<void> {
    const [stream] = streams.parse(await call(engine, 'ListStreams', { TableName: mapping.table })).Streams;
    if (!stream) throw new Error(`Table ${mapping.table} has no stream.`);
    const { Shards } = shards.parse(
      await call(engine, 'DescribeStream', { StreamArn: stream.StreamArn }),
    ).StreamDescription;
    for (const { ShardId } of Shards) {
      let at: string | null | undefined = await start(stream.StreamArn, ShardId);
      while (at && !stopped) {
        const found = page.parse(await call(engine, 'GetRecords', { ShardIterator: at, Limit: mapping.batchSize }));
        if (found.Records.length === 0) break;
        await processBatch(found.Records.map(shaped), {
          ...mapping,
          giveUp,
          stopped: () => stopped,
          invoke: (Records) => tools.lambda.invokeWhenFree(mapping.functionName, JSON.stringify({ Records })),
        });
        if (stopped) return;
        checkpoints.set(mapping.id, ShardId, found.Records.at(-1)?.dynamodb.SequenceNumber ?? '');
        at = found.NextShardIterator;
      }
    }
  }
  async function loop(): Promise<void> {
    while (!stopped) {
      poked = false;
      try {
        await drain();
      } catch (error) {
        if (!stopped) log(`streams: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (poked || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const running = loop();
  return {
    poke: () => {
      poked = true;
      wake?.();
    },
    close: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
