import { barcodeKey } from './codes.ts';
import type { Quality, SearchDocument } from './document.ts';
import { fold, foldForIndex } from './fold.ts';

/** What the index stores of a document, all of it folded. */
export type IndexedText = {
  /** In the order of the index's columns: title, author, subject, other, pub. */
  columns: [string, string, string, string, string];
  codes: string[];
  /** The title as it files; what short queries scan. */
  sortKey: string;
  /** The title as it is shown, for comparing with a query. */
  titleKey: string;
};

/** The folded words, codes and keys of a document. */
export const indexedText = (document: SearchDocument): IndexedText => ({
  columns: [
    foldForIndex(document.title),
    foldForIndex(document.author),
    foldForIndex(document.subject),
    // The ISBN stands among the words too, so that it can be combined with others.
    [document.series, document.other, document.callNumber ?? '', ...document.isbns].map(foldForIndex).join(' ').trim(),
    foldForIndex(document.pub),
  ],
  codes: [...new Set([...document.isbns, ...document.barcodes.map(barcodeKey)])],
  sortKey: fold(document.sortTitle),
  titleKey: fold(document.display.title),
});

/** 0 (never lent) to 1 (about a thousand loans and many copies): each doubling counts the same. */
export const popularity = ({ loans, holdings }: Quality): number =>
  Math.min(1, (Math.log2(1 + loans) + Math.log2(1 + holdings) / 2) / 12);

/** Orders rows when the index is built: popular first, then what came lately (ten years weigh as much as all popularity). */
export const rowQuality = (quality: Quality): number => popularity(quality) + quality.addedDay / 3650;
