import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { System } from '../../aws/system.ts';
import { newDigest } from '../digest.ts';
import type { BackupManifest, BackupTable } from '../manifest.ts';
import { Damage, type OpenVersion, type ReadRow } from '../reader.ts';
import type { TearRepair } from '../scratch/repair-tears.ts';
import { type WriteCursor, writeItems, writeRows } from '../scratch/write-rows.ts';
import { readState } from '../state-reader.ts';
import { goesIn, type Held, newHeld } from './held.ts';

export interface Layers {
  readonly open: OpenVersion;
  /** The backup that is restored, with what it builds on. */
  readonly layers: readonly BackupManifest[];
  /** The newest backup, for its keys. */
  readonly keysLayers: readonly BackupManifest[];
}

export interface Filled {
  readonly held: Held;
  /** The digest the tables must have now, keys counted in. */
  readonly digest: ReturnType<typeof newDigest>;
  readonly items: Record<BackupTable, number>;
  readonly cursor: WriteCursor;
}

const isRecord = (row: ReadRow): boolean => row.file.table === 'records' && row.item['SK']?.S === 'REC';

/** Every row of the library: keys first, so that nothing of a patron is there before it can be opened. */
export async function* everyRow(
  { open, layers, keysLayers }: Layers,
  withKeys = true,
): AsyncGenerator<readonly ReadRow[]> {
  if (withKeys) yield* readState(open, keysLayers, ['keys']);
  yield* readState(open, layers, ['records', 'ledger']);
}

/** A row that the repair of a tear made stands in no file. */
const repaired = (table: BackupTable, item: AttributeMap, of: BackupManifest): ReadRow => ({
  file: { table, kind: 'data', key: of.backupId, versionId: 'repaired', bytes: 0, sha256: '' },
  line: 0,
  item,
});

/**
 * Reads the whole backup, holds it to the digest and the counts of its manifest, and writes what goes in. Begun anew it
 * reads everything again and writes what is behind the cursor alone. Throws `Damage`.
 */
export const fill = async (
  system: System,
  from: Layers,
  repair: Pick<TearRepair, 'mend' | 'added'>,
  cursor: WriteCursor | undefined,
  saved: (cursor: WriteCursor) => Promise<void>,
): Promise<Filled> => {
  const manifest = from.layers.at(-1);
  if (manifest === undefined) throw new Error('a backup without a layer');
  const read = newDigest();
  const digest = newDigest();
  const held = newHeld();
  const counts = { records: 0, items: { records: 0, ledger: 0, keys: 0 } };
  const items = { records: 0, ledger: 0, keys: 0 };
  const note = (row: ReadRow): void => {
    const { table } = row.file;
    counts.items[table] += 1;
    if (isRecord(row)) counts.records += 1;
    if (table !== 'keys') read.add(table, row.item);
  };
  const takesIn = (row: ReadRow): boolean => {
    if (!goesIn(row, held)) return false;
    digest.add(row.file.table, row.item);
    items[row.file.table] += 1;
    return true;
  };
  async function* wanted(): AsyncGenerator<readonly ReadRow[]> {
    for await (const rows of everyRow(from)) {
      for (const row of rows) note(row);
      yield repair.mend(rows).filter(takesIn);
    }
  }
  const written = await writeRows(wanted(), {
    dynamo: system.dynamo,
    tables: system.tables,
    saved,
    ...(cursor === undefined ? {} : { from: cursor }),
  });
  const { counts: told } = manifest;
  const whole =
    counts.records === told.records &&
    counts.items.records === told.items.records &&
    counts.items.ledger === told.items.ledger &&
    read.value() === manifest.digest.value;
  // Each file was what was put away, and yet together they are not the library: the manifest is of something else.
  if (!whole) throw new Damage('finding.file-changed', `backup.json of ${manifest.backupId}`);
  const made = repair.added.filter(({ table, item }) => takesIn(repaired(table, item, manifest)));
  for (const table of ['keys', 'records', 'ledger'] as const)
    await writeItems(
      system.dynamo,
      system.tables[table],
      made.filter((row) => row.table === table).map(({ item }) => item),
    );
  return { held, digest, items, cursor: written.cursor };
};
