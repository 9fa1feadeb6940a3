import type { Message } from '../sentence.ts';

const asMarc = 'Ask for an export in MARC 21 (a file ending in .mrc), or save a table as CSV.';

/** Why a file was kept out, and what an import left out of a record. */
export const intakeMessages = {
  'import.kind-empty': { text: 'The file is empty.', next: asMarc },
  'import.kind-zip': { text: 'This is a ZIP archive.', next: 'Unpack it and choose the file inside.' },
  'import.kind-gzip': { text: 'This file is compressed.', next: 'Unpack it and choose the file inside.' },
  'import.kind-office': {
    text: 'This is an office document.',
    next: 'Save the table as CSV and choose that file.',
  },
  'import.kind-pdf': { text: 'This is a PDF document.', next: asMarc },
  'import.kind-program': { text: 'This is a program. Programs are never let in.' },
  'import.kind-xml': { text: 'This is an XML file.', next: asMarc },
  'import.kind-html': {
    text: 'This is a web page; the download may have failed.',
    next: 'Look at what was saved, and download it again.',
  },
  'import.kind-json': { text: 'This is a JSON file.', next: asMarc },
  'import.kind-utf-16': { text: 'This is text in UTF-16.', next: 'Save it again as UTF-8.' },
  'import.kind-mnemonic': {
    text: 'This is MARC written out as text.',
    next: 'Convert it to MARC 21 (a file ending in .mrc) and choose that file.',
  },
  'import.kind-text': { text: 'This is text, but neither MARC nor a list of titles.', next: asMarc },
  'import.kind-other': { text: 'This is a file of another kind, neither MARC nor a list of titles.', next: asMarc },
  'import.kind-unknown': { text: 'This file holds no MARC records.', next: asMarc },
  'import.size-differs': {
    text: 'What arrived is not as long as what was sent.',
    next: 'Choose the file again.',
  },
  'import.threats-found': {
    text: 'The virus scanner found something harmful in it.',
    next: 'Do not open this file. Tell whoever gave it to you.',
  },
  'import.scan-unsupported': {
    text: 'The virus scanner could not look inside it.',
    next: 'Ask for an export without a password.',
  },
  'import.barcode-in-use': {
    text: [
      'A copy was left out: its barcode {barcode} is already on something else.',
      'A copy was left out: its barcode is already on something else.',
    ],
  },
  'import.same-barcode-twice': {
    text: [
      'A copy was left out: the record names the barcode {barcode} twice.',
      'A copy was left out: the record names its barcode twice.',
    ],
  },
  'import.no-barcode': { text: 'A copy was left out: it has no barcode.' },
  'import.barcode-too-long': {
    text: [
      'A copy was left out: {barcode} is too long for a barcode.',
      'A copy was left out: its barcode is too long.',
    ],
  },
  'import.barcode-characters': {
    text: [
      'A copy was left out: {barcode} has letters that no scanner sends.',
      'A copy was left out: its barcode has letters that no scanner sends.',
    ],
  },
  'import.record-too-large': {
    text: [
      'Not imported: the record has {bytes, bytes}; at most {limit, bytes} fit.',
      'Not imported: the record is too large.',
    ],
  },
  'import.untitled': { text: 'The record names no title.', next: 'Open it and write one.' },
  'import.copies-not-all': {
    text: 'The import was stopped before all copies of this record were in.',
    next: 'Undo the import, or add the missing copies by hand.',
  },
  'import.title-in-bin': {
    text: 'Copies were left out: somebody put the title in the bin while it was imported.',
  },
  'import.more-problems': {
    text: ['And {count, plural, one {# more problem} other {# more problems}}.', 'And more problems.'],
  },
} as const satisfies Record<string, Message>;
