import { MAX_FRAGMENTS } from '../aws/transaction.ts';

/** What a record costs in a transaction: parts, and bytes of its title. */
export interface Load {
  /** False: refused, nothing is written but its line in the report. */
  readonly hasTitle: boolean;
  /** The title was made by an earlier transaction. */
  readonly isBegun: boolean;
  readonly copies: number;
  readonly bytes: number;
}

/** A run of one record's copies in one transaction. */
export interface Piece<T> {
  readonly of: T;
  /** Copies from this one up to, not including, that one. */
  readonly from: number;
  readonly to: number;
  /** This transaction makes the title. */
  readonly begins: boolean;
  /** Nothing of the record is left for another transaction. */
  readonly ends: boolean;
}

/** Beside the records: the job's progress and the chunk of the report. */
export const ROOM = MAX_FRAGMENTS - 2;
/** Title, event, gate; for each copy its record, event, gate and barcode. */
const TITLE_PARTS = 3;
const COPY_PARTS = 4;
const COUNT_PARTS = 1;
/** Half of what a transaction may hold: events, briefs and copies need the rest. */
const MAX_BYTES = 2_000_000;
/** A report chunk is one item, and a page of a report is made of whole chunks. */
const MAX_RECORDS = 50;

const own = (begins: boolean, hasTitle: boolean, copies: number): number => {
  if (!hasTitle) return 0;
  if (begins) return TITLE_PARTS;
  return copies > 0 ? COUNT_PARTS : 0;
};

/**
 * Fills transactions with records in the order of the file. A record goes whole into one transaction if it can;
 * one with more copies than fit begins in a transaction and goes on in the next ones.
 */
export const createPacker = <T>(loadOf: (of: T) => Load) => {
  let pieces: Piece<T>[] = [];
  let parts = 0;
  let bytes = 0;
  const full: Piece<T>[][] = [];

  const close = (): void => {
    if (pieces.length > 0) full.push(pieces);
    pieces = [];
    parts = 0;
    bytes = 0;
  };
  const add = (piece: Piece<T>, cost: number, size: number): void => {
    pieces.push(piece);
    parts += cost;
    bytes += size;
  };

  const put = (of: T): void => {
    const load = loadOf(of);
    const first = !load.isBegun;
    const whole = own(first, load.hasTitle, load.copies) + load.copies * COPY_PARTS;
    const fits = parts + whole <= ROOM && bytes + load.bytes <= MAX_BYTES && pieces.length < MAX_RECORDS;
    if (!fits) close();
    for (let from = 0, begins = first; ; begins = false) {
      const base = own(begins, load.hasTitle, load.copies - from);
      const to = Math.min(load.copies, from + Math.floor((ROOM - base) / COPY_PARTS));
      const ends = to === load.copies;
      add({ of, from, to, begins, ends }, base + (to - from) * COPY_PARTS, begins ? load.bytes : 0);
      if (ends) return;
      close();
      from = to;
    }
  };

  /** The transactions that are full. */
  const take = (): Piece<T>[][] => full.splice(0);
  return {
    put: (of: T): Piece<T>[][] => {
      put(of);
      return take();
    },
    rest: (): Piece<T>[][] => {
      close();
      return take();
    },
  };
};
