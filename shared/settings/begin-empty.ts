import * as z from 'zod';
import { eventPage } from '../audit/ledger-store.ts';
import { changed } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import type { EventType, LedgerEvent } from '../contracts/record.ts';
import { closeBatchTx, markUndoneTx, readBatch } from '../jobs/batch-store.ts';
import type { Runner, Work } from '../jobs/run-job.ts';
import { readSettings, settingsTx } from './settings-store.ts';

const Input = z.object({ libraryName: z.string(), demo: z.string() });
/** Loans first, so that nothing is on loan when its title goes; patrons last, when nothing is theirs. */
const phases = ['loans', 'titles', 'patrons'] as const;
const Cursor = z.object({ phase: z.int().min(0).default(0), after: z.string().optional() });

/** How the other capabilities take back what one event of the demo made, changed since or not; each saves by itself. */
export interface Emptying {
  readonly loans: (work: Work, batchId: string, event: LedgerEvent, cursor: Record<string, unknown>) => Promise<void>;
  readonly titles: Emptying['loans'];
  readonly patrons: Emptying['loans'];
}

const begins: Readonly<Record<(typeof phases)[number], EventType>> = {
  loans: 'item.created',
  titles: 'title.created',
  patrons: 'patron.created',
};

/**
 * Ends the demo: everything it made goes to the bin as one batch, and the library gets its own name.
 * Undone, titles, patrons and the name come back; loans stay closed.
 */
export const beginEmptyRunner = (system: System, emptying: Emptying): Runner => ({
  step: async (work) => {
    const { libraryName, demo } = Input.parse(work.job.value.input);
    const { phase, after } = Cursor.parse(work.progress.cursor);
    const name = phases[phase];
    if (name === undefined) return end(system, work, libraryName, demo);
    const events = await eventPage(system, demo, after);
    const last = events.at(-1);
    if (last === undefined) {
      await work.save([], { cursor: { phase: phase + 1 }, step: phases[phase + 1] ?? 'end' });
      return { next: 'more' };
    }
    for (const event of events)
      if (event.type === begins[name]) await emptying[name](work, demo, event, { phase, after: event.eventId });
    await work.save([], { cursor: { phase, after: last.eventId } });
    return { next: 'more' };
  },
});

const end = async (system: System, work: Work, libraryName: string, demo: string) => {
  const batchId = work.context.batchId ?? '';
  const [before, target, own] = await Promise.all([
    readSettings(system),
    readBatch(system, demo),
    readBatch(system, batchId),
  ]);
  if (before === undefined || target === undefined || own === undefined)
    throw new Error('a record of the founding vanished');
  const { tally } = work.progress;
  const context = work.context;
  const fragments = [
    ...settingsTx(context, { before, after: { ...before.value, ...changed(context, before.value), libraryName } }),
    ...markUndoneTx(context, target, batchId),
    ...closeBatchTx(context, own, { ...tally }),
  ];
  return { next: 'done' as const, tally, fragments };
};
