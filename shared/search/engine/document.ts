import * as z from 'zod';
import { TitleBrief } from '../../contracts/titles.ts';
import { Ulid } from '../../contracts/values.ts';

const text = z.string().max(32_000);
const count = z.int().min(0);

/** What makes one title come before another when both match as well. */
export const Quality = z.strictObject({
  /** Loans of all its items so far. */
  loans: count,
  /** Items it has. */
  holdings: count,
  /** Day on which the title came into the library, counted from 1970-01-01; 0 when unknown. */
  addedDay: count,
});
export type Quality = z.infer<typeof Quality>;

/** All the index knows of a title. Availability is not part of it: it is read for the hits shown. */
export const SearchDocument = z.strictObject({
  titleId: Ulid,
  /** Never goes down for a title: of two documents the one with the higher version, else the later one, holds. */
  version: z.int().min(1),
  deleted: z.literal(true).optional(),
  /** Words to be found, unfolded, in every script the record has; several values are joined by ` ; `. */
  title: text,
  author: text,
  subject: text,
  series: text,
  other: text,
  pub: text,
  isbns: z.array(z.string().regex(/^97[89]\d{10}$/, 'thirteen digits')).max(200),
  barcodes: z.array(z.string().min(1).max(40)).max(2000),
  callNumber: z.string().max(120).optional(),
  year: z.int().min(-9999).max(9999).optional(),
  language: z.string().max(16).optional(),
  format: z.string().max(32).optional(),
  /** The title without the characters that do not file. */
  sortTitle: z.string().max(4000),
  quality: Quality,
  display: TitleBrief,
});
export type SearchDocument = z.infer<typeof SearchDocument>;

/** The document of a title that is gone: it takes the title out of the index, and keeps older versions from bringing it back. */
export const deletedDocument = (titleId: string, version: number): SearchDocument => ({
  titleId,
  version,
  deleted: true,
  title: '',
  author: '',
  subject: '',
  series: '',
  other: '',
  pub: '',
  isbns: [],
  barcodes: [],
  sortTitle: '',
  quality: { loans: 0, holdings: 0, addedDay: 0 },
  display: { title: '', people: [], isbns: [] },
});
