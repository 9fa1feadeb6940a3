import type * as z from 'zod';
import { born, type ChangeContext } from '../aws/change.ts';
import type { Fragment } from '../aws/transaction.ts';
import { countItemsTx } from '../catalogue/gates.ts';
import { newItem } from '../catalogue/item-operations.ts';
import { createItemTx } from '../catalogue/item-store.ts';
import { createTitleTx } from '../catalogue/title-store.ts';
import type { ImportDefaults, ImportOutcome } from '../contracts/intake.ts';
import type { Item } from '../contracts/titles.ts';
import type { ClearCopy, Decided } from './decide-copies.ts';
import type { Begun, ImportCursor, ImportTally } from './import-cursor.ts';
import { itemTypeOf } from './item-types.ts';
import type { Piece } from './pack.ts';
import type { TitleContent } from './wanted.ts';

/** What holds for every copy of an import. */
export interface CopyRules {
  readonly defaults: z.infer<typeof ImportDefaults>;
  readonly branches: ReadonlySet<string>;
}

/** How far an import is: after its last transaction, or after the one being built. */
export interface ImportState {
  readonly cursor: ImportCursor;
  readonly tally: ImportTally;
}

/** One transaction of an import, ready to commit. */
export interface Chunk {
  readonly fragments: readonly Fragment[];
  readonly outcomes: readonly ImportOutcome[];
  /** Number of the chunk in the report. */
  readonly number: number;
  readonly next: ImportState;
}

const MAX_TITLE_TEXT = 300;

/** The copy as a record of ours. A branch we do not have is the one chosen for the import. */
const itemOf = (context: ChangeContext, titleId: string, { copy }: ClearCopy, rules: CopyRules): Item => {
  const code = copy.branchCode?.toUpperCase();
  const branch = code !== undefined && rules.branches.has(code) ? code : rules.defaults.branch;
  const input = {
    barcode: copy.barcode,
    itemType: itemTypeOf(copy.itemType) ?? rules.defaults.itemType,
    callNumber: copy.callNumber?.slice(0, 120),
    location: copy.location?.slice(0, 120),
    price: copy.price,
  };
  return newItem(context, titleId, input, branch);
};

/** The title, or one more count on it where an earlier transaction made it. */
const titlePart = (
  context: ChangeContext,
  content: TitleContent,
  begun: Begun | undefined,
  copies: number,
): { titleId: string; fragments: Fragment[] } => {
  if (begun !== undefined) {
    const fragments = copies === 0 ? [] : [countItemsTx(context.tables.records, begun.titleId, copies)];
    return { titleId: begun.titleId, fragments };
  }
  const title = { ...born(context, context.newId()), entity: 'title' as const, ...content };
  return { titleId: title.id, fragments: createTitleTx(context, title, copies) };
};

/** One transaction from its pieces: what it writes, what it reports, and how far the import is after it. */
export const buildChunk = (
  context: ChangeContext,
  pieces: readonly Piece<Decided>[],
  before: ImportState,
  rules: CopyRules,
): Chunk => {
  const fragments: Fragment[] = [];
  const outcomes: ImportOutcome[] = [];
  const tally = { ...before.tally };
  let begun = before.cursor.begun;
  let place = before.cursor;
  for (const { of, from, to, begins, ends } of pieces) {
    const { at, after, content } = of.wanted;
    const line = { index: at.index, offset: at.offset };
    place = { ...(ends ? after : at), chunk: place.chunk };
    if (content === undefined) {
      outcomes.push({ ...line, status: 'refused', copies: 0, problems: [...of.problems] });
      tally.refused += 1;
      continue;
    }
    const copies = of.copies.slice(from, to);
    const part = titlePart(context, content, begins ? undefined : begun, copies.length);
    fragments.push(...part.fragments);
    for (const copy of copies)
      fragments.push(...createItemTx(context, itemOf(context, part.titleId, copy, rules), copy.hash));
    tally.titles += begins ? 1 : 0;
    tally.items += copies.length;
    const made: Begun = {
      titleId: part.titleId,
      title: content.brief.title.slice(0, MAX_TITLE_TEXT),
      seen: copies.at(-1)?.seen ?? begun?.seen ?? 0,
      copies: (begins ? 0 : (begun?.copies ?? 0)) + copies.length,
      problems: [...of.problems],
    };
    begun = ends ? undefined : made;
    if (!ends) continue;
    outcomes.push(endOf(line, made));
    tally.imported += 1;
    tally.repaired += made.problems.length > 0 ? 1 : 0;
  }
  const chunk = before.cursor.chunk + 1;
  const cursor = { ...place, chunk, ...(begun === undefined ? {} : { begun }) };
  return { fragments, outcomes, number: before.cursor.chunk, next: { cursor, tally } };
};

/** The line of a record that is in the library, whole or with something left out. */
export const endOf = (
  line: Pick<ImportOutcome, 'index' | 'offset'>,
  { titleId, title, copies, problems }: Begun,
): ImportOutcome => ({
  ...line,
  status: problems.length === 0 ? 'imported' : 'repaired',
  titleId,
  title,
  copies,
  problems,
});
