import type { Message } from '../sentence.ts';

/** What can be wrong with one record of an imported file. The codes are those of the MARC and CSV readers. */
export const importMessages = {
  'import.not-marc': {
    text: ['Not imported: this is not MARC, it looks like {kind}.', 'Not imported: this is not MARC.'],
    next: 'Ask for an export in MARC 21 (a file ending in .mrc), or save a table as CSV.',
  },
  'import.truncated': {
    text: 'Not imported: the record breaks off before its end.',
    next: 'Export the file again; it was probably cut short.',
  },
  'import.bad-leader': { text: 'Not imported: the first lines that describe the record cannot be read.' },
  'import.bad-directory': { text: 'Not imported: the table of its fields does not fit its text.' },
  'import.empty-record': { text: 'Not imported: the record has no fields.' },
  'import.record-too-long': { text: 'The record is longer than MARC allows.' },
  'import.length-wrong': { text: 'Repaired: the length it states was wrong.' },
  'import.base-address-wrong': { text: 'Repaired: the place it states for its text was wrong.' },
  'import.leader-repaired': { text: 'Repaired: positions of the leader were not what MARC 21 says.' },
  'import.directory-rebuilt': { text: 'Repaired: the table of its fields was built anew from its text.' },
  'import.unlisted-data': { text: 'Repaired: text that belonged to no field was left out.' },
  'import.missing-record-terminator': { text: 'Repaired: the mark at its end was missing.' },
  'import.missing-field-terminator': { text: 'Repaired: the mark at the end of a field was missing.' },
  'import.separator-in-data': { text: 'Repaired: an end mark stood inside a field and is now a space.' },
  'import.odd-tag': {
    text: ['The field {tag} has an unusual tag; it was kept.', 'A field has an unusual tag; it was kept.'],
  },
  'import.bad-indicators': {
    text: [
      'Repaired: the indicators of field {tag} were not two characters.',
      'Repaired: the indicators of a field were not two characters.',
    ],
  },
  'import.no-subfields': {
    text: [
      'The field {tag} has no subfields; it was kept as plain text.',
      'A field has no subfields; it was kept as plain text.',
    ],
  },
  'import.charset-mislabelled': {
    text: [
      'Repaired: it says its letters are {declared}, but they are {found}.',
      'Repaired: it names the wrong set of letters.',
    ],
  },
  'import.charset-guessed': {
    text: [
      'Repaired: its set of letters had to be guessed: {found}.',
      'Repaired: its set of letters had to be guessed.',
    ],
  },
  'import.invalid-characters': {
    text: [
      '{count, plural, one {# letter could} other {# letters could}} not be read and shows as �.',
      'Some letters could not be read and show as �.',
    ],
  },
  'import.eacc-table-missing': { text: 'Its East Asian letters could not be read.' },
  'import.no-title-column': {
    text: [
      'Not imported: no column is called "title". The headings are: {found}.',
      'Not imported: no column is called "title".',
    ],
    next: 'Name the column with the titles "title" and choose the file again.',
  },
  'import.no-title': { text: 'Not imported: the row has no title.' },
  'import.unclosed-quote': { text: 'Not imported: a quotation mark is opened and never closed.' },
  'import.too-many-cells': {
    text: 'Not imported: the row has more cells than the headings; probably a comma stands unquoted.',
  },
  'import.row-too-long': { text: 'Not imported: the row is too long to be one.' },
  'import.digits-lost': {
    text: [
      'The spreadsheet rounded "{text}" in the column {column}; its last digits are lost.',
      'The spreadsheet rounded a number; its last digits are lost.',
    ],
    next: 'Format the column as text in the spreadsheet and export it again.',
  },
  'import.isbn-invalid': {
    text: ['"{text}" is no valid ISBN; it was kept as a note.', 'A number is no valid ISBN; it was kept as a note.'],
  },
  'import.isbn-repaired': {
    text: ['Repaired: the ISBN {from} is {to}.', 'Repaired: an ISBN was written in full again.'],
  },
  'import.junk-skipped': {
    text: [
      '{bytes, bytes} that belong to no record stood beside it and were left out.',
      'Bytes that belong to no record stood beside it and were left out.',
    ],
  },
} as const satisfies Record<string, Message>;

/** Said, with `{code}`, of a problem that has no sentence here: in words first, the code only as a handle. */
export const unknownProblem: Message = {
  text: 'The record has a problem we have no sentence for yet (its name is "{code}").',
};
