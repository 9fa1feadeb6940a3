import * as z from 'zod';
import { SearchError } from './errors.ts';

const position = z.int().min(0);

/** One published base: the file, what it covers, and how to tell that it arrived whole. */
export const BaseEntry = z.strictObject({
  id: z.string().regex(/^[0-9A-Za-z-]{1,64}$/),
  /** Which log the position counts in; a log begun anew has a new id. */
  logId: z.string().min(1).max(64),
  /** Everything up to and including this position of the log is in the base. */
  position,
  documents: z.int().min(0),
  /** Length of the stored (compressed) file and of the database inside it. */
  bytes: z.int().min(1),
  rawBytes: z.int().min(1),
  /** SHA-256 of the stored file, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Version of the engine's tables and folding. */
  schema: z.int().min(1),
});
export type BaseEntry = z.infer<typeof BaseEntry>;

/** The only object readers look for by name: the base to open, and the two before it to fall back on. */
export const Manifest = z.strictObject({
  schema: z.literal(1),
  current: BaseEntry,
  previous: z.array(BaseEntry).max(2),
});
export type Manifest = z.infer<typeof Manifest>;

/** Parses what the store returned; throws `manifest-invalid`. */
export const parseManifest = (value: unknown): Manifest => {
  const parsed = Manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SearchError('manifest-invalid', `The search manifest is not one: ${z.prettifyError(parsed.error)}`);
};

/** The bases of a manifest in the order in which a reader tries them. */
export const basesOf = (manifest: Manifest): BaseEntry[] => [manifest.current, ...manifest.previous];

/**
 * The manifest after publishing `entry`. Bases of another log stay behind: no entries lead from them to now.
 * The caller stores it on condition that the one it read is still there, and may delete `retiredBases` later.
 */
export const withBase = (manifest: Manifest | undefined, entry: BaseEntry): Manifest => ({
  schema: 1,
  current: entry,
  previous:
    manifest === undefined
      ? []
      : basesOf(manifest)
          .filter((base) => base.id !== entry.id && base.logId === entry.logId)
          .slice(0, 2),
});

/** Ids that `before` names and `after` does not: their files may go once no reader is still fetching them (an hour). */
export const retiredBases = (before: Manifest, after: Manifest): string[] => {
  const kept = new Set(basesOf(after).map((base) => base.id));
  return basesOf(before)
    .map((base) => base.id)
    .filter((id) => !kept.has(id));
};
