import * as z from 'zod';
import { type Plan, PlanCount, PlanRow } from '../../contracts/recovery.ts';
import { valueHash } from '../../kernel/value-hash.ts';

/** A plan in numbers while it grows; it travels in the job's cursor. */
export const Summary = z.strictObject({
  hash: z.string(),
  counts: z.array(PlanCount),
  keptLoans: z.int(),
  total: z.int(),
  examples: z.array(PlanRow),
});
export type Summary = z.infer<typeof Summary>;

/** Rows shown of each kind and change. */
const EXAMPLES = 5;

/** Bound to what was asked: the same rows for another scope are another plan. */
export const emptySummary = (scope: unknown): Summary => ({
  hash: valueHash(scope),
  counts: [],
  keptLoans: 0,
  total: 0,
  examples: [],
});

type Count = z.infer<typeof PlanCount>;

const counted = (counts: readonly Count[], row: PlanRow): Count[] => {
  const { entity, change } = row;
  const isSame = (count: Count) => count.entity === entity && count.change === change;
  const old = counts.find(isSame) ?? { entity, change, count: 0, conflicts: 0, kept: 0 };
  const next =
    row.kept === undefined
      ? { ...old, count: old.count + 1, conflicts: old.conflicts + (row.conflict === undefined ? 0 : 1) }
      : { ...old, kept: old.kept + 1 };
  return [...counts.filter((count) => !isSame(count)), next];
};

export const withRows = (summary: Summary, rows: readonly PlanRow[]): Summary => {
  let { counts, keptLoans } = summary;
  const examples = [...summary.examples];
  for (const row of rows) {
    counts = counted(counts, row);
    if (row.kept === 'on-loan') keptLoans += 1;
    const like = examples.filter(({ entity, change }) => entity === row.entity && change === row.change);
    if (like.length < EXAMPLES) examples.push(row);
  }
  const hash = rows.length === 0 ? summary.hash : valueHash([summary.hash, rows]);
  return { hash, counts: [...counts], keptLoans, total: summary.total + rows.length, examples };
};

const sum = (counts: readonly Count[], name: 'count' | 'conflicts'): number =>
  counts.reduce((total, count) => total + count[name], 0);

export const planOf = (summary: Summary, at: string): Plan => ({
  at,
  planHash: summary.hash,
  counts: [...summary.counts],
  total: summary.total,
  changes: sum(summary.counts, 'count'),
  conflicts: sum(summary.counts, 'conflicts'),
  keptLoans: summary.keptLoans,
});
