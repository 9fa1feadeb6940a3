import { SearchDocument } from '../../../shared/search/engine/document.ts';
import { fold } from '../../../shared/search/engine/fold.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An id that tells its number: 01K…, in the order of the numbers. */
export const idOf = (number: number): string => {
  let rest = number;
  let text = '';
  for (let at = 0; at < 10; at += 1) {
    text = (CROCKFORD[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return `01K0000000000000${text}`;
};

type Parts = Partial<Omit<SearchDocument, 'display' | 'quality'>> & { loans?: number; people?: string[] };

/** A document as the catalogue would make it, from what a test cares about. */
export const documentOf = (number: number, { loans = 0, people = [], ...parts }: Parts): SearchDocument => {
  const title = parts.title ?? `Title ${number}`;
  return SearchDocument.parse({
    titleId: idOf(number),
    version: 1,
    title,
    author: people.join(' ; '),
    subject: '',
    series: '',
    other: '',
    pub: '',
    isbns: [],
    barcodes: [],
    sortTitle: fold(title).replace(/^(the|a|an|le|la|les|der|die|das|el) /, ''),
    quality: { loans, holdings: 1, addedDay: 20_000 },
    display: { title, people, isbns: parts.isbns ?? [] },
    ...parts,
  });
};
