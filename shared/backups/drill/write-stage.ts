import { scratchTables } from '../../contracts/scratch-tables.ts';
import type { StepResult, Work } from '../../jobs/run-job.ts';
import { newDigest } from '../digest.ts';
import type { BackupManifest } from '../manifest.ts';
import { bucketVersions, Damage, type OpenVersion, type ReadRow } from '../reader.ts';
import { readBackupKeys } from '../scratch/backup-keys.ts';
import { findTears, type TearRepair } from '../scratch/repair-tears.ts';
import { secretsOf } from '../scratch/secrets.ts';
import type { Secrets } from '../scratch/tear-beside.ts';
import { type WriteCursor, writeItems, writeRows } from '../scratch/write-rows.ts';
import { readState } from '../state-reader.ts';
import { keepLease } from './beat.ts';
import { isLasting } from './compare-rows.ts';
import type { DrillCursor, DrillParts } from './drill-job.ts';

const MOST_NAMED = 50;
/** Saved this often, a worker that dies loses no more than this of its writing. */
const SAVE_ROWS = 5_000;

const tables = ['records', 'ledger'] as const;

/** The keys as the backup has them; undefined once its copy of them has expired. Read only if a tear asks for them. */
const lazySecrets = (parts: DrillParts, open: OpenVersion, layers: readonly BackupManifest[]): Secrets => {
  let known: Promise<Secrets | undefined> | undefined;
  const read = async (): Promise<Secrets | undefined> => {
    try {
      const keys = await readBackupKeys(readState(open, layers, ['keys']), parts.openClassKey);
      return keys === undefined ? undefined : secretsOf(keys.keyring, async () => keys.personIds);
    } catch (error) {
      if (error instanceof Damage) return undefined;
      throw error;
    }
  };
  const secrets = (): Promise<Secrets | undefined> => {
    known ??= read();
    return known;
  };
  return {
    patronOf: async (ref) => (await secrets())?.patronOf(ref),
    barcodeHash: async (record) => (await secrets())?.barcodeHash(record),
  };
};

interface Counted {
  readonly rows: { records: number; ledger: number };
  lasting: number;
  readonly written: ReturnType<typeof newDigest>;
  readonly read: ReturnType<typeof newDigest>;
}

async function* mendedRows(
  groups: AsyncIterable<readonly ReadRow[]>,
  repair: TearRepair,
  counted: Counted,
): AsyncGenerator<readonly ReadRow[]> {
  for await (const rows of groups) {
    for (const row of rows) counted.read.add(row.file.table, row.item);
    const mended = repair.mend(rows);
    for (const { file, item } of mended) count(counted, file.table, item);
    yield mended;
  }
}

const count = (counted: Counted, table: string, item: ReadRow['item']): void => {
  if (table !== 'records' && table !== 'ledger') return;
  counted.rows[table] += 1;
  if (table === 'records' && isLasting(item)) counted.lasting += 1;
  counted.written.add(table, item);
};

/**
 * Writes the backup into the scratch tables, torn changes repaired, by the reader and the writer of a real restore.
 * Killed, it reads everything anew and writes what its cursor does not have.
 */
export const write = async (
  parts: DrillParts,
  work: Work,
  cursor: DrillCursor,
  layers: readonly BackupManifest[],
): Promise<StepResult> => {
  const { system } = parts;
  const manifest = layers.at(-1);
  if (manifest === undefined) throw new Error('a backup without a layer');
  const open = bucketVersions(parts.backups);
  const scratch = scratchTables(parts.prefix);
  const beat = keepLease(system, work);
  const repair = await findTears(() => readState(open, layers, tables), {
    exportTime: new Date(manifest.exportTime),
    keys: false,
    secrets: lazySecrets(parts, open, layers),
    beat,
  });
  const counted: Counted = { rows: { records: 0, ledger: 0 }, lasting: 0, written: newDigest(), read: newDigest() };
  let saved = cursor.write?.rows ?? 0;
  const save = async (next: WriteCursor): Promise<void> => {
    if (next.rows - saved < SAVE_ROWS) return beat();
    saved = next.rows;
    await work.save([], { cursor: { ...cursor, write: { ...next } }, done: next.rows });
  };
  const result = await writeRows(mendedRows(readState(open, layers, tables), repair, counted), {
    dynamo: system.dynamo,
    tables: scratch,
    saved: save,
    ...(cursor.write === undefined ? {} : { from: cursor.write }),
    enough: () => work.timeLeft() < 30_000,
  });
  if (!result.finished) {
    await work.save([], { cursor: { ...cursor, write: { ...result.cursor } }, done: result.cursor.rows });
    return { next: 'more' };
  }
  for (const table of tables) {
    const items = repair.added.filter((row) => row.table === table).map(({ item }) => item);
    await writeItems(system.dynamo, scratch[table], items);
    for (const item of items) count(counted, table, item);
  }
  const { report } = repair;
  const asKept = counted.read.value() === manifest.digest.value;
  const next: DrillCursor = {
    ...cursor,
    stage: 'judge',
    writtenAt: system.clock().toISOString(),
    write: { ...result.cursor },
    rows: counted.rows,
    lasting: counted.lasting,
    digest: counted.written.value(),
    passes: Math.max(1, Math.ceil((counted.rows.records + counted.rows.ledger) / parts.itemsPerPass)),
    repaired: report.records.length,
    kept: [...report.kept, ...report.unrepaired].slice(0, MOST_NAMED),
    findings: [
      ...cursor.findings,
      ...(asKept ? [] : [{ code: 'finding.digest' as const }]),
      ...report.unrepaired.map((record) => ({ code: 'finding.reference' as const, record })),
    ],
  };
  await work.save([], { cursor: next, step: next.stage, done: result.cursor.rows });
  return { next: 'more' };
};
