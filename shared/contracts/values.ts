import * as z from 'zod';

/** A ULID (Crockford base 32, 26 characters). Every id in the system is one. */
export const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'not an id');
/** An instant: ISO 8601 in UTC with milliseconds, so that text order is time order. */
export const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'not an instant');
/** A calendar day in a branch's own zone. */
export const LocalDate = z.iso.date('not a date');
/** Lower-case hex of a SHA-256. */
export const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256');
/** The version of a record: 1 at its creation, one more at each change. */
export const Version = z.int().min(1);
/** A branch code, chosen by the library: short, printable on a label. */
export const BranchCode = z.string().regex(/^[A-Z0-9-]{1,12}$/, 'letters, digits and dashes, at most twelve');
/** Money in integer minor units (cents). */
export const MinorUnits = z.int();
/** A line of text typed by a person: trimmed, not empty. */
export const line = (max: number) => z.string().trim().min(1).max(max);
/** An opaque signed position in a list. Never built or read by a client. */
export const Cursor = z.string().max(2048);
/** A barcode as it stands on the label: scanners add Codabar's start and stop letters, people add spaces. */
const bare = (scanned: string): string => {
  const compact = scanned.replace(/[\s\p{C}]+/gu, '');
  return /^[a-d](\d+)[a-d]$/i.exec(compact)?.[1] ?? compact;
};
export const Barcode = z
  .string()
  .overwrite(bare)
  .min(1)
  .max(40)
  .regex(/^[\x21-\x7e]+$/, 'not a barcode');

/** A page of a list: the rows, and where the next page begins (absent at the end). */
export const page = <T extends z.ZodType>(row: T) => z.strictObject({ rows: z.array(row), next: Cursor.optional() });

export type Ulid = z.infer<typeof Ulid>;
export type Instant = z.infer<typeof Instant>;
