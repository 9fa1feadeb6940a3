import type { System } from '../aws/system.ts';
import { readItemsOfTitle } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import type { LedgerEvent } from '../contracts/record.ts';
import type { SearchDocument } from './engine/document.ts';
import { appendDocuments } from './log-store.ts';
import { documentOf } from './title-document.ts';

/** The title an event of the catalogue is about. */
const titleOf = (event: Pick<LedgerEvent, 'entity' | 'recordId' | 'params'>): string | undefined => {
  if (event.entity === 'title') return event.recordId;
  const { titleId } = event.params;
  return event.entity === 'item' && typeof titleId === 'string' ? titleId : undefined;
};

/** Titles read side by side. */
const AT_ONCE = 10;

const documentNow = async (system: System, titleId: string): Promise<SearchDocument | undefined> => {
  const [title, items] = await Promise.all([readTitle(system, titleId), readItemsOfTitle(system, titleId)]);
  return title === undefined
    ? undefined
    : documentOf(
        title.value,
        items.map((item) => item.value),
      );
};

/**
 * Appends what the titles of these events are now. Events may come twice or out of order:
 * the documents are made from the records, so the last one written is always the newest.
 */
export const indexEdits = async (
  system: System,
  events: readonly Pick<LedgerEvent, 'entity' | 'recordId' | 'params'>[],
): Promise<number> => {
  const ids = [...new Set(events.flatMap((event) => titleOf(event) ?? []))];
  const documents: SearchDocument[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const made = await Promise.all(ids.slice(start, start + AT_ONCE).map((id) => documentNow(system, id)));
    documents.push(...made.filter((document) => document !== undefined));
  }
  await appendDocuments(system, documents);
  return documents.length;
};
