/** What can be wrong with one record. The message catalogue turns code and params into a sentence. */
export type ProblemCode =
  // The record was refused.
  | 'not-marc' // params.kind: what the file seems to be; params.hint: the explanation
  | 'truncated' // the record ends before its fields do
  | 'bad-leader' // the first 24 bytes and the directory are both beyond repair
  | 'bad-directory' // the directory does not fit the data, and no arrangement of it does
  | 'empty-record' // no fields
  | 'record-too-long' // refused over the cap; repaired between 99,999 bytes and the cap
  // The record was repaired.
  | 'length-wrong' // the leader's record length is not the record's
  | 'base-address-wrong'
  | 'leader-repaired' // fixed positions of the leader were not what MARC 21 says
  | 'directory-rebuilt' // lengths or places of fields were taken from the terminators
  | 'unlisted-data' // bytes that no directory entry names were left out
  | 'missing-record-terminator'
  | 'missing-field-terminator'
  | 'separator-in-data' // a record or field terminator stood inside a field; now a space
  | 'odd-tag' // kept as it is
  | 'bad-indicators' // missing ones are blanks; a third is cut; text (params.extra) before the first subfield becomes $a
  | 'no-subfields' // a data field without a subfield delimiter is kept as plain text
  | 'charset-mislabelled' // params.declared, params.found
  | 'charset-guessed' // neither UTF-8 nor MARC-8; params.found
  | 'invalid-characters' // params.count bytes or codes had no meaning and became U+FFFD
  | 'eacc-table-missing' // East Asian characters met by a reader that was given no table
  // A row of a list (CSV) was refused.
  | 'no-title-column' // params.found: the headings that are there
  | 'no-title'
  | 'unclosed-quote'
  | 'too-many-cells' // more cells than headings: a separator inside an unquoted cell
  | 'row-too-long'
  | 'digits-lost' // params.column, params.text: a spreadsheet rounded the number
  // A row was taken, with a remark.
  | 'isbn-invalid' // params.text; kept as 020 $z
  | 'isbn-repaired' // params.from, params.to
  | 'junk-skipped'; // params.bytes that belong to no record stood before (or after the last) record

export interface Problem {
  readonly code: ProblemCode;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Byte offset in the file. */
  readonly offset?: number;
}

export interface ReadOutcome<R> {
  /** Counted from 0 over the records of the file. */
  readonly index: number;
  /** Byte offset of the record's first byte in the file. */
  readonly offset: number;
  /** Bytes up to and including the record terminator, or as many as were given up. */
  readonly length: number;
  readonly status: 'ok' | 'repaired';
  readonly problems: readonly Problem[];
  readonly record: R;
}

export interface RefusedOutcome {
  readonly index: number;
  readonly offset: number;
  readonly length: number;
  readonly status: 'refused';
  readonly problems: readonly Problem[];
}

export type Outcome<R> = ReadOutcome<R> | RefusedOutcome;
