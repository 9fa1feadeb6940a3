import * as z from 'zod';
import { Instant, LocalDate, Ulid, Version } from './values.ts';

/** The kinds of record that can lie in the bin. People who worked here leave; they are never binned. */
export const BinKind = z.enum(['title', 'item', 'patron', 'branch']);
export type BinKind = z.infer<typeof BinKind>;

/** Days a record lies in the bin before it may be deleted for good by itself. */
export const BIN_DAYS = 30;

/** When a record in the bin may be deleted for good, and which proved copy would still hold it then. */
export const PurgeOutlook = z.strictObject({
  /** From this moment on it goes by itself, in the night, if a proved copy holds it. */
  from: Instant,
  /** Whole days until then; 0 when its time has come. */
  days: z.int().min(0),
  /** Until when the proved copy is kept; absent: no proved copy holds it yet, so it stays. */
  heldUntil: Instant.optional(),
});
export type PurgeOutlook = z.infer<typeof PurgeOutlook>;

export const BinRow = z.strictObject({
  entity: BinKind,
  id: Ulid,
  version: Version,
  name: z.string(),
  binnedAt: Instant,
  binnedById: z.string(),
  binnedBy: z.string().optional(),
  reason: z.string().optional(),
  /** The title itself, or the title of a copy. */
  titleId: Ulid.optional(),
  /** Of a copy: its title lies in the bin too, and has to come out first. */
  titleInBin: z.boolean().optional(),
  /** Of a copy: its barcode, and whether something else carries it by now. */
  barcode: z.string().optional(),
  barcodeTaken: z.boolean().optional(),
  purge: PurgeOutlook,
});
export type BinRow = z.infer<typeof BinRow>;

/** One record somebody wants deleted for good before its time, at the version they saw. */
export const BinnedRef = z.strictObject({ entity: BinKind, id: Ulid, version: Version });
export type BinnedRef = z.infer<typeof BinnedRef>;

const removed = { titles: z.int(), items: z.int(), patrons: z.int() };
/** What one person put in the bin that still lies there. */
export const Removals = z.strictObject({
  actorId: z.string(),
  name: z.string().optional(),
  today: z.strictObject(removed),
  week: z.strictObject(removed),
  /** The newest day worth a look: fifty records, or far more than on this person's other days. */
  standout: z
    .strictObject({
      ...removed,
      /** By the library's own calendar. */
      day: LocalDate,
      today: z.boolean(),
      /** From just before the first to just after the last of them. */
      from: Instant,
      to: Instant,
    })
    .optional(),
});
export type Removals = z.infer<typeof Removals>;
