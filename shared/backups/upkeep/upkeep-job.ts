import * as z from 'zod';
import type { KeptBucket } from '../../aws/kept-objects.ts';
import type { System } from '../../aws/system.ts';
import { Instant, Sha256Hex, Ulid } from '../../contracts/values.ts';
import type { Protection } from '../protection.ts';
import type { MarcOf } from '../take-home/pieces.ts';

/** What the upkeep of the copies works with besides the system. */
export interface UpkeepParts {
  readonly system: System;
  readonly backups: KeptBucket;
  readonly protection: Protection;
  readonly marcOf: MarcOf;
}

export const CatalogueFile = z.strictObject({
  name: z.string(),
  versionId: z.string(),
  bytes: z.int().min(0),
  sha256: Sha256Hex,
});
export type CatalogueFile = z.infer<typeof CatalogueFile>;

export const YearlyCursor = z.strictObject({
  year: z.string(),
  backupId: Ulid,
  until: Instant,
  /** Files of the backup that were read to their end. */
  done: z.int().min(0),
  files: z.array(CatalogueFile),
  titles: z.int().min(0),
  items: z.int().min(0),
});
export type YearlyCursor = z.infer<typeof YearlyCursor>;

/** First the locks of what backups need in the vault, then the catalogue of the year. */
export const UpkeepCursor = z.strictObject({
  stage: z.enum(['locks', 'yearly']),
  /** The moment by which locks are chosen, the same in every step. */
  at: Instant,
  /** The last copy looked at, how many locks were moved, and the end of the first of those that are in use. */
  after: z.string(),
  extended: z.int().min(0),
  missing: z.int().min(0),
  soonest: Instant.optional(),
  yearly: YearlyCursor.optional(),
});
export type UpkeepCursor = z.infer<typeof UpkeepCursor>;

/** A step's share of time. Between its pieces of work the lease is renewed. */
export const UPKEEP_STEP_MS = 240_000;
