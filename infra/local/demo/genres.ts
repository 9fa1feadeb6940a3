import type { DemoGenre } from './demo-titles.ts';

/** For each genre: the term of field 655 (Library of Congress genre/form terms) and 008/33, the literary form. */
export const genreForms: Readonly<Record<DemoGenre, { term?: string; literaryForm: string }>> = {
  autobiography: { term: 'Autobiographies', literaryForm: '0' },
  biography: { term: 'Biographies', literaryForm: '0' },
  cookbook: { term: 'Cookbooks', literaryForm: '0' },
  diary: { term: 'Diaries', literaryForm: '0' },
  dictionary: { term: 'Dictionaries', literaryForm: '0' },
  drama: { term: 'Drama', literaryForm: 'd' },
  epic: { term: 'Epic poetry', literaryForm: 'p' },
  essays: { term: 'Essays', literaryForm: 'e' },
  fables: { term: 'Fables', literaryForm: '1' },
  fairytales: { term: 'Fairy tales', literaryForm: 'j' },
  history: { literaryForm: '0' },
  humour: { term: 'Humor', literaryForm: 'h' },
  letters: { term: 'Personal correspondence', literaryForm: 'i' },
  nonfiction: { literaryForm: '0' },
  novel: { term: 'Novels', literaryForm: 'f' },
  poetry: { term: 'Poetry', literaryForm: 'p' },
  stories: { term: 'Short stories', literaryForm: 'j' },
  travel: { term: 'Travel writing', literaryForm: '0' },
};
