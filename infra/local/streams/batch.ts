import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { InvokeResult } from '../lambda/definition.ts';

/** One record as the function gets it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly dynamodb: { readonly SequenceNumber: string };
}

export interface BatchOptions {
  readonly invoke: (records: readonly StreamRecord[]) => Promise<InvokeResult>;
  /** Tries after the first; -1 is for ever. */
  readonly maxRetries: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  /** Told of records that were given up. */
  readonly giveUp: (records: readonly StreamRecord[], lastError: string) => void;
  readonly stopped: () => boolean;
  readonly firstWaitMs?: number;
}

const LONGEST_WAIT_MS = 10_000;
const report = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() });

/** Where the first failed record stands; the number of records when none failed; 0 for a report without sense. */
function firstFailure(payload: string, records: readonly StreamRecord[]): number {
  const parsed = report.safeParse(JSON.parse(payload) ?? {});
  if (!parsed.success) return 0;
  const positions = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    records.findIndex((record) => record.dynamodb.SequenceNumber === itemIdentifier),
  );
  if (positions.some((position) => position < 0)) return 0;
  return Math.min(records.length, ...positions);
}

/**
 * Takes a batch to its function until every record was taken or given up, in order: a stream waits for what fails.
 * Source: "Using AWS Lambda with Amazon DynamoDB": retries, bisect, partial batch responses and failure destinations.
 */
export async function processBatch(all: readonly StreamRecord[], options: BatchOptions): Promise<void> {
  const pending: { records: readonly StreamRecord[]; tries: number }[] = [{ records: all, tries: 0 }];
  for (let next = pending.shift(); next && !options.stopped(); next = pending.shift()) {
    const { records, tries } = next;
    const { ok, payload } = await options.invoke(records);
    const taken = ok ? (options.reportsItemFailures ? firstFailure(payload, records) : records.length) : 0;
    const rest = records.slice(taken);
    if (rest.length === 0 || options.stopped()) continue;
    // Records were taken: what follows begins to count anew.
    const spent = taken > 0 ? 0 : tries;
    if (options.bisect && rest.length > 1) {
      // Splitting is not a retry: a record is never given up for what stands beside it.
      const half = Math.ceil(rest.length / 2);
      pending.unshift({ records: rest.slice(0, half), tries: spent }, { records: rest.slice(half), tries: spent });
    } else if (options.maxRetries >= 0 && spent >= options.maxRetries) {
      options.giveUp(rest, payload);
      continue;
    } else pending.unshift({ records: rest, tries: spent + 1 });
    await delay(Math.min(LONGEST_WAIT_MS, (options.firstWaitMs ?? 100) * 2 ** tries));
  }
}
