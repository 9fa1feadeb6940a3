import * as z from 'zod';
import { recordFields } from './record.ts';
import { Instant, Sha256Hex, Ulid, Version } from './values.ts';

/** A file of a take-home copy: one, or several where the copy is larger than a memory stick takes in one. */
const Part = z.strictObject({
  part: z.int().min(1),
  /** What the file is called once it is downloaded. */
  fileName: z.string(),
  bytes: z.int().min(0),
  sha256: Sha256Hex,
});

/**
 * A copy of everything, sealed to the recovery sheet, to be kept out of the house. This record says when one was made,
 * of which backup, and whether it was taken; the file itself is gone after a week.
 */
export const TakeHome = z.strictObject({
  ...recordFields,
  entity: z.literal('take-home'),
  state: z.enum(['running', 'ready', 'failed']),
  requestedBy: z.string(),
  /** The work that makes it. */
  jobId: Ulid,
  backupId: Ulid,
  /** The moment the library is in it as it was. */
  exportTime: Instant,
  /** Whose sheet opens it. */
  recipient: z.string(),
  records: z.int().min(0),
  parts: z.array(Part),
  readyAt: Instant.optional(),
  /** Until then it can be downloaded. */
  expiresAt: Instant.optional(),
  /** When the last of its parts was first downloaded: from then on there is a copy out of the house. */
  takenAt: Instant.optional(),
  /** The parts a link was given out for. */
  linked: z.array(z.int()),
});
export type TakeHome = z.infer<typeof TakeHome>;

export const TakeHomeView = z.strictObject({
  takeHomeId: Ulid,
  version: Version,
  state: TakeHome.shape.state,
  jobId: Ulid,
  backupId: Ulid,
  exportTime: Instant,
  recipient: z.string(),
  records: z.int(),
  parts: z.array(Part),
  createdAt: Instant,
  madeBy: z.string().optional(),
  readyAt: Instant.optional(),
  expiresAt: Instant.optional(),
  takenAt: Instant.optional(),
});
export type TakeHomeView = z.infer<typeof TakeHomeView>;
