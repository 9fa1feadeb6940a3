import * as z from 'zod';
import { holderOf, type ProvedCopy, readProvedCopies } from '../../audit/proved-copies.ts';
import { type BinShelf, inBin, purgeTails } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import { queryPage } from '../../aws/table.ts';
import { BIN_DAYS, BinKind, BinnedRef } from '../../contracts/bin.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { JobRequest } from '../job-store.ts';
import type { Runner, StepResult, Work } from '../run-job.ts';
import { copyStandsTx, stepsOf } from './purge-steps.ts';
import { changedAt, type Purgeables } from './purgeable.ts';
import { finishTails } from './tails.ts';

const DAY_MS = 86_400_000;
const shelves = ['catalogue', 'patrons', 'branches'] as const satisfies readonly BinShelf[];

const Input = z.object({ records: z.array(BinnedRef).optional() });
const Cursor = z.object({ shelf: z.int().min(0).default(0), after: z.string().optional(), at: z.int().default(0) });
type Cursor = z.infer<typeof Cursor>;

/** One at a time: two would only stand in each other's way. */
export const purgeRequest = (records?: readonly BinnedRef[]): JobRequest => ({
  kind: 'purge',
  unit: 'records',
  ...(records === undefined ? {} : { total: records.length }),
  input: records === undefined ? {} : { records },
  lock: records === undefined ? 'purge' : 'purge-early',
});

const isDue = (now: Date): string => new Date(now.getTime() - BIN_DAYS * DAY_MS).toISOString();

/** Whether anything lies in the bin whose time is over, or the rest of something purged is still there. */
export const hasDue = async (system: Pick<System, 'dynamo' | 'tables'>, now: Date): Promise<boolean> => {
  const { dynamo, tables } = system;
  const due = shelves.map((shelf) =>
    queryPage(dynamo, tables.records, inBin(shelf), { index: 'GSI2', before: isDue(now), limit: 1 }),
  );
  const tails = queryPage(dynamo, tables.records, purgeTails(), { index: 'GSI2', limit: 1 });
  return (await Promise.all([...due, tails])).some((page) => page.items.length > 0);
};

interface Wanted {
  readonly entity: BinKind;
  readonly id: string;
  /** The version two people agreed on; the night takes what it finds. */
  readonly version?: number;
}

const add = (tally: Work['progress']['tally'], name: string, by = 1) => ({ ...tally, [name]: (tally[name] ?? 0) + by });

/** Deletes one record of the bin with all that hangs on it, or counts why it stays; either way the cursor moves on. */
const purgeOne = async (
  { system, kinds }: PurgeParts,
  work: Work,
  copies: readonly ProvedCopy[],
  wanted: Wanted,
  cursor: Partial<Cursor>,
): Promise<void> => {
  const stays = (why: 'kept' | 'waits') => work.save([], { cursor, tally: add(work.progress.tally, why) });
  try {
    const plan = await kinds[wanted.entity].plan(wanted.id);
    if (plan === undefined) return await work.save([], { cursor });
    if (wanted.version !== undefined && wanted.version !== plan.version) return await stays('kept');
    if (wanted.version === undefined && plan.binnedAt >= isDue(system.clock())) return await work.save([], { cursor });
    const copy = holderOf(copies, changedAt(plan));
    if (copy === undefined) return await stays('waits');
    const steps = stepsOf(plan);
    for (const [index, step] of steps.entries()) {
      const fragments = [...step.fragments(work.change(), copy), copyStandsTx(system.tables.records, copy)];
      const counted = {
        done: work.progress.done + step.records,
        tally: add(work.progress.tally, 'purged', step.records),
      };
      await work.save(fragments, index === steps.length - 1 ? { ...counted, cursor } : counted);
    }
  } catch (error) {
    // Taken out of the bin, lent, or its copy is no longer proved: it stays, and the next night looks again.
    if (!(error instanceof AppError) || error.status !== 409) throw error;
    await stays('kept');
  }
};

export interface PurgeParts {
  readonly system: System;
  readonly kinds: Purgeables;
}

const listed = async (parts: PurgeParts, work: Work, records: readonly BinnedRef[]): Promise<StepResult> => {
  const { at } = Cursor.parse(work.progress.cursor);
  const copies = await readProvedCopies(parts.system, parts.system.clock());
  const wanted = records[at];
  if (wanted === undefined) return { next: 'done', tally: work.progress.tally };
  await purgeOne(parts, work, copies, wanted, { at: at + 1 });
  return { next: 'more' };
};

const nightly = async (parts: PurgeParts, work: Work): Promise<StepResult> => {
  const { dynamo, tables, clock } = parts.system;
  const { shelf, after } = Cursor.parse(work.progress.cursor);
  const name = shelves[shelf];
  if (name === undefined) return { next: 'done', tally: work.progress.tally };
  const page = await queryPage(dynamo, tables.records, inBin(name), {
    index: 'GSI2',
    before: isDue(clock()),
    limit: 25,
    ...(after === undefined ? {} : { after }),
  });
  const copies = await readProvedCopies(parts.system, clock());
  let last = after ?? '';
  for (const item of page.items) {
    const place = item['GSI2SK']?.S ?? '';
    // A range has both its ends.
    if (place <= last) continue;
    last = place;
    const wanted = { entity: BinKind.parse(item['entity']?.S), id: item['id']?.S ?? '' };
    await purgeOne(parts, work, copies, wanted, { shelf, after: place });
  }
  const atEnd = page.next === undefined && (page.items.length < 25 || last === after);
  if (atEnd) await work.save([], { cursor: { shelf: shelf + 1 } });
  return { next: 'more' };
};

/**
 * Deletes for good what has lain in the bin for thirty days, or the records two people agreed on: only what a proved
 * copy holds that is still kept. What none holds yet stays, and is counted as waiting.
 */
export const purgeRunner = (parts: PurgeParts): Runner => ({
  step: async (work) => {
    await finishTails(parts.system, work);
    const { records } = Input.parse(work.job.value.input);
    const result = await (records === undefined ? nightly(parts, work) : listed(parts, work, records));
    if (result.next === 'done') await finishTails(parts.system, work);
    return result;
  },
});
