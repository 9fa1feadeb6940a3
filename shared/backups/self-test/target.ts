import * as z from 'zod';
import type { BackupManifest } from '../manifest.ts';
import { Damage, type OpenVersion, type ReadRow } from '../reader.ts';
import { count, text } from '../scratch/tear-rows.ts';
import { readState } from '../state-reader.ts';

const Place = z.strictObject({ key: z.string(), line: z.int(), entity: z.string(), id: z.string(), at: z.string() });
/** A record in a file of the backup. */
export type Place = z.infer<typeof Place>;

/** What the self-test damages. */
export const Target = z.strictObject({
  /** In the smallest file that holds a record of the library as it is. */
  record: Place,
  /** The one made last, and not changed since. */
  newest: Place,
});
export type Target = z.infer<typeof Target>;

const placeOf = ({ file, line, item }: ReadRow): Place => ({
  key: file.key,
  line,
  entity: text(item['entity']),
  id: text(item['id']),
  at: text(item['updatedAt']),
});

/** Chooses by reading the backup once. Throws `Damage` for a backup that holds no record. */
export const chooseTarget = async (
  open: OpenVersion,
  layers: readonly BackupManifest[],
  beat: () => Promise<void>,
): Promise<Target> => {
  let record: { row: ReadRow; bytes: number } | undefined;
  let newest: Place | undefined;
  for await (const rows of readState(open, layers, ['records'])) {
    for (const row of rows) {
      const { item, file } = row;
      if (text(item['SK']) !== 'REC') continue;
      if (record === undefined || file.bytes < record.bytes) record = { row, bytes: file.bytes };
      const at = text(item['updatedAt']);
      if (count(item['version']) === 1 && at > (newest?.at ?? '')) newest = placeOf(row);
    }
    await beat();
  }
  if (record === undefined || newest === undefined) throw new Damage('finding.file-changed', 'records');
  return { record: placeOf(record.row), newest };
};
