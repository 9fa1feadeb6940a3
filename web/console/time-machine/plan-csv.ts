import type { RecoveryRow } from '../../../shared/contracts/recovery.ts';
import { type Cell, csvOf } from '../../shared/csv.ts';

/** Words of the list, in the reader's language. */
export interface CsvWords {
  readonly head: readonly string[];
  readonly kind: (row: RecoveryRow) => string;
  readonly name: (row: RecoveryRow) => string;
  readonly change: (row: RecoveryRow) => string;
  readonly kept: (row: RecoveryRow) => string;
}

/** The whole list of a plan as a file for a spreadsheet. */
export const planCsv = (rows: readonly RecoveryRow[], words: CsvWords): string =>
  csvOf(
    words.head,
    rows.map((row): readonly Cell[] => [
      words.kind(row),
      words.name(row),
      row.id,
      words.change(row),
      row.now === 0 ? '' : row.now,
      row.to === 0 ? '' : row.to,
      row.conflictName ?? row.conflict?.actorId ?? '',
      row.conflict?.at ?? '',
      words.kept(row),
    ]),
  );
