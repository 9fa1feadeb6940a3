import type { Message } from '../sentence.ts';

/** Headings of a record as people read it. The keys are the labels a title's details carry. */
export const detailMessages = {
  'detail.otherTitles': { text: 'Other titles' },
  'detail.people': { text: 'People' },
  'detail.statement': { text: 'Responsible' },
  'detail.edition': { text: 'Edition' },
  'detail.published': { text: 'Published' },
  'detail.description': { text: 'Size and form' },
  'detail.series': { text: 'Series' },
  'detail.summary': { text: 'Summary' },
  'detail.contents': { text: 'Contents' },
  'detail.notes': { text: 'Notes' },
  'detail.audience': { text: 'For whom' },
  'detail.subjects': { text: 'Subjects' },
  'detail.genre': { text: 'Genre' },
  'detail.isbn': { text: 'ISBN' },
  'detail.issn': { text: 'ISSN' },
  'detail.links': { text: 'Links' },
} as const satisfies Record<string, Message>;
