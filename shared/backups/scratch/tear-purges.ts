import { historyOf, personKeyKey, recordKey } from '../../aws/keys.ts';
import { Entity } from '../../contracts/record.ts';
import type { Line, TearFacts } from './tear-facts.ts';
import { rowKey } from './tear-rows.ts';

/** Deleted for good, and not brought back since. */
const isPurged = (line: Line): boolean =>
  line.purged !== undefined &&
  [line.record?.version ?? 0, ...line.past.keys()].every((one) => one < (line.purged ?? 0));

/**
 * Records that were deleted for good just before the export: the ledger says so, and whatever of them came along all
 * the same goes. A purge is finished, never taken back: the key of a person may be gone already.
 */
export const finishPurges = (facts: TearFacts, drop: Set<string>): string[] => {
  const finished: string[] = [];
  for (const line of [...facts.lines.values()].filter(isPurged)) {
    facts.lines.delete(line.key);
    const [kind, id = ''] = line.key.split(':');
    const entity = Entity.parse(kind);
    const { PK, SK } = recordKey(entity, id);
    drop.add(`records\n${PK}\n${SK}`);
    for (const version of line.past.keys())
      drop.add(`records\n${historyOf(entity, id)}\n${String(version).padStart(9, '0')}`);
    for (const item of line.beside) drop.add(rowKey('records', item));
    const key = personKeyKey(id);
    if (entity === 'patron') drop.add(`keys\n${key.PK}\n${key.SK}`);
    if (line.record !== undefined || line.beside.length > 0) finished.push(line.key);
  }
  return finished;
};
