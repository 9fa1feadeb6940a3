import { namesOf } from '../../audit/ledger-store.ts';
import { readVersion } from '../../audit/past-store.ts';
import { recordKey } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import { getItems } from '../../aws/table.ts';
import type { PlanRow, RecoveryRow } from '../../contracts/recovery.ts';
import type { Recoverables } from '../../jobs/recoverable.ts';

/** Rows with what people know the records by, as these are now or, where they are gone, as they were. */
export const rowViews = async (
  system: System,
  recoverables: Recoverables,
  rows: readonly PlanRow[],
): Promise<RecoveryRow[]> => {
  const items = await getItems(
    system.dynamo,
    rows.map((row) => ({ table: system.tables.records, key: recordKey(row.entity, row.id) })),
    false,
  );
  const labels = new Map<string, RecoveryRow['label']>();
  for (const entity of new Set(rows.map((row) => row.entity))) {
    const own = rows.flatMap((row, index) => (row.entity === entity ? [{ row, item: items[index] }] : []));
    const known = await Promise.all(
      own.map(
        async ({ row, item }) => item ?? (row.to === 0 ? undefined : readVersion(system, entity, row.id, row.to)),
      ),
    );
    const there = own.flatMap(({ row }, index) => {
      const item = known[index];
      return item === undefined ? [] : [{ id: row.id, item }];
    });
    const said = (await recoverables[entity]?.labels(there.map(({ item }) => item))) ?? [];
    for (const [index, { id }] of there.entries()) labels.set(id, said[index] ?? {});
  }
  const names = await namesOf(
    system,
    rows.flatMap((row) => (row.conflict === undefined ? [] : [row.conflict.actorId])),
  );
  return rows.map((row) => {
    const name = row.conflict === undefined ? undefined : names.get(row.conflict.actorId);
    return { ...row, label: labels.get(row.id) ?? {}, ...(name === undefined ? {} : { conflictName: name }) };
  });
};
