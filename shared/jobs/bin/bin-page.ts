import type { AttributeMap } from '../../aws/attribute-value.ts';
import { type BinShelf, inBin } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import { queryPage } from '../../aws/table.ts';

const ROWS = 25;
/** Pages looked through for rows that match; then the list says there may be more. */
const MOST_LOOKS = 20;

/** A page of one shelf of the bin, newest first, of those rows that are wanted. */
export const binPage = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  shelf: BinShelf,
  from: AttributeMap | undefined,
  isWanted: (item: AttributeMap) => boolean,
): Promise<{ items: AttributeMap[]; next?: AttributeMap }> => {
  const items: AttributeMap[] = [];
  let next = from;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const page: Awaited<ReturnType<typeof queryPage>> = await queryPage(
      system.dynamo,
      system.tables.records,
      inBin(shelf),
      { index: 'GSI2', newestFirst: true, limit: ROWS, ...(next === undefined ? {} : { from: next }) },
    );
    items.push(...page.items.filter(isWanted));
    next = page.next;
    if (next === undefined || items.length >= ROWS) break;
  }
  return { items, ...(next === undefined ? {} : { next }) };
};
