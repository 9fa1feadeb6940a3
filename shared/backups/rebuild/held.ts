import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { ReadRow } from '../reader.ts';

const isOf = (item: AttributeMap, kind: string): boolean => item['PK']?.S?.startsWith(`${kind}#`) === true;
const isRecord = (item: AttributeMap): boolean => item['SK']?.S === 'REC';

/** What of a backup does not go straight into the tables. */
export interface Held {
  /** The settings go in last: until they are there, the library is closed, and no schedule works in it. */
  settings: AttributeMap | undefined;
  /** Work that was under way when the backup was made: it ended with the library it was for. */
  readonly jobs: AttributeMap[];
  /** Locks of such work. */
  locks: number;
}
export const newHeld = (): Held => ({ settings: undefined, jobs: [], locks: 0 });

/** The class key goes in wrapped anew, and marks of earlier restores are no part of the library. */
export const isDeploymentOwn = (item: AttributeMap): boolean => isOf(item, 'CLASS') || isOf(item, 'RESTORE');

/** Whether a row goes into its table as it is; the others are kept in `held`, or left out. */
export const goesIn = (row: ReadRow, held: Held): boolean => {
  const { item, file } = row;
  if (file.table === 'keys') return !isDeploymentOwn(item);
  if (file.table === 'ledger') return true;
  if (isOf(item, 'RUNNING')) {
    held.locks += 1;
    return false;
  }
  if (isRecord(item) && isOf(item, 'SETTINGS')) {
    held.settings = item;
    return false;
  }
  if (isRecord(item) && isOf(item, 'JOB') && item['endedAt'] === undefined) {
    held.jobs.push(item);
    return false;
  }
  return true;
};
