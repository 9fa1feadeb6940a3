import { scanAll } from '../../aws/scan.ts';
import { scratchTables } from '../../contracts/scratch-tables.ts';
import type { StepResult, Work } from '../../jobs/run-job.ts';
import type { BackupFile } from '../manifest.ts';
import type { Finding } from '../proof/judge.ts';
import { MOST_FINDINGS, newReading } from '../proof/pass.ts';
import { keepLease } from './beat.ts';
import type { DrillCursor, DrillFinding, DrillParts } from './drill-job.ts';

/** Nothing is recent at this moment: in a rebuilt library nothing is excused as torn. */
const SETTLED = new Date('9999-01-01T00:00:00.000Z');

const fileOf = (table: 'records' | 'ledger', name: string): BackupFile => ({
  table,
  kind: 'data',
  key: name,
  versionId: 'scratch',
  bytes: 0,
  sha256: '',
});

/** A torn change that had to stay has lost its past, and that was reported. */
const isKnown = (cursor: DrillCursor, { code, record }: Finding): boolean =>
  cursor.kept.includes(record) && (code === 'finding.history-missing' || code === 'finding.record-differs');

/** Reads the rebuilt library as a library: every record against its events and its past, every count and claim. */
export const judgeScratch = async (parts: DrillParts, work: Work, cursor: DrillCursor): Promise<StepResult> => {
  const { system } = parts;
  const reading = newReading(cursor);
  const beat = keepLease(system, work);
  const scratch = scratchTables(parts.prefix);
  for (const table of ['records', 'ledger'] as const) {
    const file = fileOf(table, scratch[table]);
    let read = 0;
    for await (const items of scanAll(system.dynamo, scratch[table])) {
      reading.take(items.map((item, index) => ({ file, line: read + index + 1, item })));
      read += items.length;
      await beat();
    }
  }
  const result = reading.conclude(SETTLED);
  const found: DrillFinding[] = [...result.findings, ...result.gaps]
    .filter((finding) => !isKnown(cursor, finding))
    .map(({ code, record }) => ({ code, record }));
  const whole =
    cursor.pass > 0 ||
    (result.digest === cursor.digest &&
      result.items.records === cursor.rows.records &&
      result.items.ledger === cursor.rows.ledger);
  const pass = cursor.pass + 1;
  const next: DrillCursor = {
    ...cursor,
    pass,
    stage: pass === cursor.passes ? 'compare' : 'judge',
    findings: [...cursor.findings, ...(whole ? [] : [{ code: 'finding.digest' as const }]), ...found].slice(
      0,
      MOST_FINDINGS,
    ),
  };
  await work.save([], { cursor: next, step: next.stage });
  return { next: 'more' };
};
