import { useState } from 'react';
import type { RecoveryRow } from '../../../shared/contracts/recovery.ts';

type Row = Pick<RecoveryRow, 'id' | 'conflict'>;

/** The records somebody wants left as they are. */
export interface LeftOut {
  readonly has: (id: string) => boolean;
  readonly toggle: (row: Row) => void;
  readonly rows: readonly Row[];
}

export const useLeftOut = (): LeftOut => {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const has = (id: string) => rows.some((row) => row.id === id);
  return {
    rows,
    has,
    toggle: (row) => setRows(has(row.id) ? rows.filter(({ id }) => id !== row.id) : [...rows, row]),
  };
};

/** How many records would change with these choices. */
export const changingCount = (
  plan: { readonly changes: number; readonly conflicts: number },
  conflicts: 'keep' | 'replace',
  leftOut: readonly Row[],
): number => {
  if (conflicts === 'replace') return plan.changes - leftOut.length;
  return plan.changes - plan.conflicts - leftOut.filter(({ conflict }) => conflict === undefined).length;
};
