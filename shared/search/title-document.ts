import { recordOf } from '../catalogue/bibliographic.ts';
import { searchText } from '../catalogue/marc/search-text.ts';
import type { Item, Title } from '../contracts/titles.ts';
import { deletedDocument, type SearchDocument } from './engine/document.ts';

/** The longest text of one kind that is looked through; a table of contents may be longer than anybody searches. */
const MOST = 32_000;
const cut = (text: string): string => text.slice(0, MOST);
const yearOf = (text: string | undefined): number | undefined =>
  /^\d{4}$/.test(text ?? '') ? Number(text) : undefined;

/** What the index knows of a title with its copies; a binned title is a deleted document. */
export const documentOf = (title: Title, items: readonly Item[], loans = 0): SearchDocument => {
  if (title.binnedAt !== undefined) return deletedDocument(title.id, title.version);
  const text = searchText(recordOf(title));
  const held = items.filter((item) => item.binnedAt === undefined);
  const { brief } = title;
  const year = yearOf(brief.year);
  const callNumber = brief.callNumber ?? held[0]?.callNumber;
  return {
    titleId: title.id,
    version: title.version,
    title: cut(text.title),
    author: cut(text.author),
    subject: cut(text.subject),
    series: cut(title.series.join(' ; ')),
    other: cut(`${text.other}\n${text.identifiers}`),
    pub: cut(text.pub),
    isbns: brief.isbns.slice(0, 200),
    barcodes: held.map((item) => item.barcode).slice(0, 2000),
    sortTitle: title.sortTitle.slice(0, 4000),
    quality: {
      loans,
      holdings: held.length,
      addedDay: Math.max(0, Math.floor(Date.parse(title.createdAt) / 86_400_000)),
    },
    display: brief,
    ...(callNumber === undefined ? {} : { callNumber: callNumber.slice(0, 120) }),
    ...(year === undefined ? {} : { year }),
    ...(brief.language === undefined ? {} : { language: brief.language.slice(0, 16) }),
    ...(held[0] === undefined ? {} : { format: held[0].itemType }),
  };
};
