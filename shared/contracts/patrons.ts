import * as z from 'zod';
import { recordFields } from './record.ts';
import { Barcode, BranchCode, Instant, LocalDate, line, Ulid, Version } from './values.ts';

export const PatronCategory = z.enum(['adult', 'child', 'senior', 'staff']);
export type PatronCategory = z.infer<typeof PatronCategory>;

/** What is sealed: readable only through the person's own data key. */
export const PatronSecret = z.strictObject({
  name: line(200),
  card: Barcode,
  email: z.email().max(254).optional(),
  phone: line(60).optional(),
  address: z.string().trim().max(500).optional(),
  notes: z.string().trim().max(2000).optional(),
});
export type PatronSecret = z.infer<typeof PatronSecret>;

export const Patron = z.strictObject({
  ...recordFields,
  entity: z.literal('patron'),
  category: PatronCategory,
  expires: LocalDate,
  blocked: z.boolean(),
  /** AES-256-GCM under the person's key: nonce, ciphertext and tag (shared/aws/seal.ts). */
  sealed: z.instanceof(Uint8Array),
  /** Keyed hashes of the card, the e-mail and the words of the name: how a patron is found. */
  lookups: z.array(z.string()),
});
export type Patron = z.infer<typeof Patron>;

export const PatronInput = z.strictObject({
  ...PatronSecret.shape,
  category: PatronCategory,
  expires: LocalDate,
  blocked: z.boolean(),
  branch: BranchCode.optional(),
});
export type PatronInput = z.infer<typeof PatronInput>;

export const PatronView = z.strictObject({
  patronId: Ulid,
  version: Version,
  ...PatronInput.shape,
  loans: z.int().min(0),
  binnedAt: Instant.optional(),
  updatedAt: Instant,
});
export type PatronView = z.infer<typeof PatronView>;

export const PatronRow = z.strictObject({
  patronId: Ulid,
  name: z.string(),
  card: z.string(),
  category: PatronCategory,
  expires: LocalDate,
  blocked: z.boolean(),
});
export type PatronRow = z.infer<typeof PatronRow>;
