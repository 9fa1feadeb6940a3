import * as z from 'zod';
import { CopyMapping, ImportDefaults, ImportOutcome } from '../contracts/intake.ts';
import { Ulid } from '../contracts/values.ts';

const Problems = ImportOutcome.shape.problems;

/** A record of which some copies are in the library and others not yet: what is known of it so far. */
export const Begun = z.object({
  titleId: Ulid,
  title: z.string(),
  /** Copies of the record dealt with, those left out among them. */
  seen: z.int().min(0),
  /** Copies made. */
  copies: z.int().min(0),
  problems: Problems,
  /** The title went to the bin meanwhile: no more copies are hung on it. */
  isLost: z.boolean().optional(),
});
export type Begun = z.infer<typeof Begun>;

/** Where an import goes on after its last transaction. */
export const ImportCursor = z.object({
  offset: z.int().min(0).default(0),
  index: z.int().min(0).default(0),
  row: z.int().min(0).default(2),
  /** Number of the next chunk of the report. */
  chunk: z.int().min(0).default(0),
  begun: Begun.optional(),
});
export type ImportCursor = z.infer<typeof ImportCursor>;

/** The numbers an import tells, by the names the jobs page knows. */
export const ImportTally = z.object({
  imported: z.int().default(0),
  repaired: z.int().default(0),
  refused: z.int().default(0),
  titles: z.int().default(0),
  items: z.int().default(0),
});
export type ImportTally = z.infer<typeof ImportTally>;

/** What an import was asked for, as its job keeps it. */
export const ImportInput = z.object({
  uploadId: Ulid,
  key: z.string(),
  versionId: z.string(),
  size: z.int(),
  format: z.enum(['marc', 'csv']),
  mapping: CopyMapping,
  defaults: ImportDefaults,
});
export type ImportInput = z.infer<typeof ImportInput>;
