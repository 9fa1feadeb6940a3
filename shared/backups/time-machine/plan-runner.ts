import * as z from 'zod';
import type { System } from '../../aws/system.ts';
import { type PlanRow, RecoveryScope } from '../../contracts/recovery.ts';
import { readBatch } from '../../jobs/batch-store.ts';
import type { Recoverables } from '../../jobs/recoverable.ts';
import type { Runner, StepResult, Work } from '../../jobs/run-job.ts';
import type { Candidate } from './candidate.ts';
import { collect, momentOf } from './collect.ts';
import { type Past, rowOf } from './compare.ts';
import { candidatesTx, planTx, readCandidates, rowsTx } from './plan-store.ts';
import { emptySummary, planOf, Summary, withRows } from './summary.ts';

/** Records of one chunk: one answer of `recovery.rows`, and one transaction of the plan. */
const CHUNK = 100;
/** Records looked at together: each may read a version of 300 KB. */
const TOGETHER = 10;

const Input = z.object({ scope: RecoveryScope });
const Cursor = z.object({ round: z.string(), chunks: z.int(), chunk: z.int(), summary: Summary }).partial();

export interface PlanPorts {
  readonly system: System;
  readonly recoverables: Recoverables;
  /** Keeps the images of these records, as a backup has them of a moment, beside the plan. */
  readonly keepImages: (work: Work, backupId: string, records: readonly Candidate[], at: string) => Promise<void>;
}

const rowsOf = async (ports: PlanPorts, past: Past, candidates: readonly Candidate[]): Promise<PlanRow[]> => {
  const rows: PlanRow[] = [];
  for (let from = 0; from < candidates.length; from += TOGETHER) {
    const some = candidates.slice(from, from + TOGETHER);
    const found = await Promise.all(some.map((one) => rowOf(ports.system, ports.recoverables, past, one)));
    rows.push(...found.filter((row) => row !== undefined));
  }
  return rows;
};

const begin = async (ports: PlanPorts, work: Work, scope: RecoveryScope): Promise<StepResult> => {
  const { system } = ports;
  const candidates = await collect(system, scope);
  if (scope.kind === 'records' && scope.backupId !== undefined)
    await ports.keepImages(work, scope.backupId, candidates, scope.at);
  const round = system.newId();
  const chunks = Math.ceil(candidates.length / CHUNK);
  const { records } = system.tables;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const some = candidates.slice(chunk * CHUNK, (chunk + 1) * CHUNK);
    await work.save([candidatesTx(records, work.job.value.id, round, chunk, some)], {});
  }
  const cursor = { round, chunks, chunk: 0, summary: emptySummary(scope) };
  await work.save([], { total: candidates.length, step: 'compare', cursor });
  return { next: 'more' };
};

const end = async (ports: PlanPorts, work: Work, scope: RecoveryScope, chunks: number, summary: Summary) => {
  const batch = scope.kind === 'batch' ? await readBatch(ports.system, scope.batchId) : undefined;
  const plan = planOf(summary, momentOf(scope, batch?.value.createdAt));
  const kept = { ...plan, scope, chunks, examples: summary.examples };
  return {
    next: 'done' as const,
    tally: { records: plan.total },
    fragments: [planTx(ports.system.tables.records, work.job.value.id, kept)],
  };
};

/**
 * Works out what going back would change, chunk by chunk, and changes nothing. The plan is what it saw: whatever is
 * changed afterwards is left alone by its restore.
 */
export const planRunner = (ports: PlanPorts): Runner => ({
  step: async (work) => {
    const { scope } = Input.parse(work.job.value.input);
    const { round, chunks, chunk, summary } = Cursor.parse(work.progress.cursor);
    if (round === undefined || chunks === undefined || chunk === undefined || summary === undefined)
      return begin(ports, work, scope);
    if (chunk >= chunks) return end(ports, work, scope, chunks, summary);
    const jobId = work.job.value.id;
    const candidates = await readCandidates(ports.system, jobId, round, chunk);
    const isFromBackup = scope.kind === 'records' && scope.backupId !== undefined;
    const past = { scope, at: momentOf(scope), ...(isFromBackup ? { imagesOf: jobId } : {}) };
    const rows = await rowsOf(ports, past, candidates);
    const { records } = ports.system.tables;
    await work.save(rows.length === 0 ? [] : [rowsTx(records, jobId, chunk, rows)], {
      done: work.progress.done + candidates.length,
      cursor: { round, chunks, chunk: chunk + 1, summary: withRows(summary, rows) },
    });
    return { next: 'more' };
  },
});
