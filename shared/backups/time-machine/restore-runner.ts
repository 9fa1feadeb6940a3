import * as z from 'zod';
import { readItemNow, readVersion, versionOf } from '../../audit/past-store.ts';
import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { System } from '../../aws/system.ts';
import type { KeptReason, PlanRow } from '../../contracts/recovery.ts';
import { closeBatchTx, readBatch } from '../../jobs/batch-store.ts';
import { type Going, goBack, isOurs, keptReason } from '../../jobs/go-back.ts';
import type { Recoverables } from '../../jobs/recoverable.ts';
import type { Runner, Work } from '../../jobs/run-job.ts';
import { goalOf } from './compare.ts';
import { allRows, type KeptPlan, readImage, readPlan, readRows, rowsTx } from './plan-store.ts';

export const RestoreInput = z.object({
  planId: z.string(),
  conflicts: z.enum(['keep', 'replace']),
  leaveOut: z.array(z.string()),
  reason: z.string().optional(),
});
type Ask = z.infer<typeof RestoreInput>;
const Cursor = z.object({ chunk: z.int().default(0), row: z.int().default(0), noted: z.int().default(0) });

export interface RestorePorts {
  readonly system: System;
  readonly recoverables: Recoverables;
}

/** Whether these choices leave a row as it is. */
export const isLeftOut = (ask: Pick<Ask, 'conflicts' | 'leaveOut'>, row: PlanRow): boolean =>
  ask.leaveOut.includes(row.id) || (row.conflict !== undefined && ask.conflicts === 'keep');

/** One step's view of the restore: the plan it follows, and the rows that wait, read once when somebody asks. */
interface Restoring {
  readonly ports: RestorePorts;
  readonly work: Work;
  readonly ask: Ask;
  readonly plan: KeptPlan;
  readonly rowOf: (entity: string, id: string) => Promise<PlanRow | undefined>;
}

const restoringOf = async (ports: RestorePorts, work: Work): Promise<Restoring> => {
  const ask = RestoreInput.parse(work.job.value.input);
  const plan = await readPlan(ports.system, ask.planId);
  if (plan === undefined) throw new Error('a plan vanished while it was restored');
  let rows: Promise<ReadonlyMap<string, PlanRow>> | undefined;
  const all = async () => {
    const found = new Map<string, PlanRow>();
    for await (const row of allRows(ports.system, ask.planId)) found.set(`${row.entity}#${row.id}`, row);
    return found;
  };
  return {
    ports,
    work,
    ask,
    plan,
    rowOf: async (entity, id) => {
      rows ??= all();
      return (await rows).get(`${entity}#${id}`);
    },
  };
};

const wasOf = (restoring: Restoring, row: PlanRow, now: AttributeMap | undefined) => {
  const { ports, plan, ask } = restoring;
  if (row.to === 0) return undefined;
  const isFromBackup = plan.scope.kind === 'records' && plan.scope.backupId !== undefined;
  if (isFromBackup) return readImage(ports.system, ask.planId, row.entity, row.id);
  return versionOf(now) === row.to ? now : readVersion(ports.system, row.entity, row.id, row.to);
};

/** A row on its way, or why it stays. */
const goingOf = async (
  restoring: Restoring,
  row: PlanRow,
  now: AttributeMap | undefined,
): Promise<Going | KeptReason> => {
  if (row.kept !== undefined) return row.kept;
  if (versionOf(now) !== row.now) return 'changed-since';
  const was = await wasOf(restoring, row, now);
  if (was === undefined && row.to !== 0) return 'past-lost';
  return { entity: row.entity, id: row.id, now, goal: goalOf(restoring.plan.scope, was, restoring.ask.reason) };
};

const waiting =
  (restoring: Restoring) =>
  async (entity: string, id: string): Promise<Going | undefined> => {
    const row = await restoring.rowOf(entity, id);
    if (row === undefined || isLeftOut(restoring.ask, row)) return undefined;
    const going = await goingOf(restoring, row, await readItemNow(restoring.ports.system, row.entity, id));
    return typeof going === 'string' ? undefined : going;
  };

const tallied = (work: Work, names: readonly string[]) => {
  const tally = { ...work.progress.tally };
  for (const name of names) tally[name] = (tally[name] ?? 0) + 1;
  return tally;
};

const tallyName = ({ now, goal }: Going): string => {
  const hasGone = goal.was === undefined || goal.was['binnedAt'] !== undefined;
  return hasGone && now?.['binnedAt'] === undefined ? 'binned' : 'restored';
};

/** Does what one row says, and saves where the restore then is, together. */
const restoreRow = async (restoring: Restoring, row: PlanRow, here: z.infer<typeof Cursor>): Promise<void> => {
  const { ports, work, ask } = restoring;
  const cursor = { ...here, row: here.row + 1 };
  const done = work.progress.done + 1;
  if (isLeftOut(ask, row)) return work.save([], { cursor, done, tally: tallied(work, ['skipped']) });
  const now = await readItemNow(ports.system, row.entity, row.id);
  const { follow } = ports.recoverables[row.entity] ?? {};
  if (now !== undefined && isOurs(work, now)) {
    // Went with another's barcode, or was cut off before what follows outside was done.
    await follow?.(now);
    return work.save([], { cursor, done });
  }
  const keep = (kept: KeptReason): Promise<void> => {
    const noted = rowsTx(ports.system.tables.records, work.job.value.id, here.noted, [{ ...row, kept }]);
    return work.save([noted], { cursor: { ...cursor, noted: here.noted + 1 }, done, tally: tallied(work, ['kept']) });
  };
  try {
    const going = await goingOf(restoring, row, now);
    if (typeof going === 'string') return await keep(going);
    const ways = { ...ports, waiting: waiting(restoring) };
    await goBack(ways, work, going, (fragments, together) => {
      const tally = tallied(work, together.map(tallyName));
      // With something to follow outside, the row is left behind only when that is done too.
      return work.save(fragments, follow === undefined ? { cursor, done, tally } : { cursor: here, tally });
    });
    if (follow === undefined) return;
    const after = await readItemNow(ports.system, row.entity, row.id);
    if (after !== undefined) await follow(after);
    await work.save([], { cursor, done });
  } catch (error) {
    const kept = keptReason(error);
    if (kept === undefined) throw error;
    await keep(kept);
  }
};

const end = async (ports: RestorePorts, work: Work) => {
  const batch = await readBatch(ports.system, work.context.batchId ?? '');
  if (batch === undefined) throw new Error('the batch of a restore vanished');
  return closeBatchTx(work.context, batch, { ...work.progress.tally });
};

/**
 * Does exactly what a plan says, row by row, as a batch of its own. A record that was changed after the plan, or that
 * lending needs now, stays, and is noted with its reason. What was done before a stop stays done and can be undone.
 */
export const restoreRunner = (ports: RestorePorts): Runner => ({
  step: async (work) => {
    const restoring = await restoringOf(ports, work);
    const { chunk } = Cursor.parse(work.progress.cursor);
    if (chunk >= restoring.plan.chunks)
      return { next: 'done', tally: work.progress.tally, fragments: await end(ports, work) };
    const rows = await readRows(ports.system, restoring.ask.planId, chunk);
    for (const [index, row] of rows.entries()) {
      const here = Cursor.parse(work.progress.cursor);
      if (index < here.row) continue;
      await restoreRow(restoring, row, here);
    }
    const { noted } = Cursor.parse(work.progress.cursor);
    await work.save([], { cursor: { chunk: chunk + 1, row: 0, noted } });
    return { next: 'more' };
  },
  cancelled: (work) => end(ports, work),
  failed: (work) => end(ports, work),
});
