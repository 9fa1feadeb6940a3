import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalLambda } from '../lambda/lambda.ts';
import type { Message, QueueStore } from './queue-store.ts';

export interface QueueMapping {
  readonly queue: string;
  readonly queueArn: string;
  readonly region: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** How long to gather a fuller batch. */
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  readonly reportsItemFailures: boolean;
}

export interface RunningMapping {
  readonly close: () => Promise<void>;
}

const failures = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() });

function eventOf(messages: readonly Message[], mapping: QueueMapping): string {
  const Records = messages.map((message) => ({
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(message.sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    messageAttributes: message.attributes,
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.queueArn,
    awsRegion: mapping.region,
  }));
  return JSON.stringify({ Records });
}

/**
 * The receipts that are done. A report that makes no sense counts as a failure of the whole batch, as on AWS.
 * Source: "Implementing partial batch responses", Lambda developer guide.
 */
export function doneReceipts(payload: string, messages: readonly Message[]): readonly string[] {
  const parsed = failures.safeParse(JSON.parse(payload) ?? {});
  if (!parsed.success) return [];
  const failed = new Set((parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  const ids = new Set(messages.map(({ id }) => id));
  if ([...failed].some((id) => !ids.has(id))) return [];
  return messages.filter(({ id }) => !failed.has(id)).map(({ receipt }) => receipt);
}

/** Hands the messages of a queue to a function, a few batches at a time, until it is closed. */
export function runQueueMapping(
  mapping: QueueMapping,
  queues: QueueStore,
  lambda: Pick<LocalLambda, 'invokeWhenFree'>,
  log: (line: string) => void,
): RunningMapping {
  const { queue } = mapping;
  const visibilityMs = (queues.find(queue)?.visibilitySeconds ?? 30) * 1000;
  let closed = false;

  async function gather(): Promise<void> {
    const until = Date.now() + mapping.windowSeconds * 1000;
    while (!closed && Date.now() < until && queues.counts(queue).visible < mapping.batchSize) {
      await delay(Math.min(50, mapping.windowSeconds * 1000));
    }
  }
  async function work(messages: readonly Message[]): Promise<void> {
    const { ok, payload } = await lambda.invokeWhenFree(mapping.functionName, eventOf(messages, mapping));
    if (closed) return;
    if (!ok) {
      log(`${queue}: ${mapping.functionName} failed: ${payload.slice(0, 300)}`);
      return;
    }
    const done = mapping.reportsItemFailures ? doneReceipts(payload, messages) : messages.map(({ receipt }) => receipt);
    queues.remove(queue, done);
  }
  async function loop(): Promise<void> {
    while (!closed) {
      if (queues.counts(queue).visible === 0) {
        await queues.wait(queue, 20_000);
        continue;
      }
      if (mapping.windowSeconds > 0) await gather();
      if (closed) return;
      const messages = queues.receive(queue, mapping.batchSize, visibilityMs, 'mapping');
      if (messages.length === 0) await delay(20);
      else await work(messages).catch((error: unknown) => log(`${queue}: ${String(error)}`));
    }
  }
  const loops = Array.from({ length: mapping.maxConcurrency }, loop);
  return {
    close: async () => {
      closed = true;
      await Promise.race([Promise.all(loops), delay(100)]);
    },
  };
}
