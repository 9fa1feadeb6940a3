import * as z from 'zod';
import { Instant, Sha256Hex, Ulid } from '../../contracts/values.ts';

/** Names inside the archive. Whoever opens it in ten years finds the first one first. */
export const README_NAME = 'README.txt';
export const CONTENTS_NAME = 'take-home.json';
export const CLASS_KEY_NAME = 'class-key.age';
/** A file of the backup lies below this, under the key it has in the bucket. */
export const backupName = (key: string): string => `backup/${key}`;

const File = z.strictObject({
  key: z.string().min(1),
  versionId: z.string().min(1),
  bytes: z.int().min(0),
  /** In which part of the copy it lies, from 1. */
  part: z.int().min(1),
});

/**
 * `take-home.json`: which backup this is, and which files belong to it, in all parts. The same in every part but for
 * `part`, so that a part that was left at home is missed by its number.
 */
export const TakeHomeContents = z.strictObject({
  format: z.literal('strongroom-take-home-1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  takeHomeId: Ulid,
  libraryName: z.string(),
  madeAt: Instant,
  /** Whose sheet opens it. */
  recipient: z.string(),
  part: z.int().min(1),
  parts: z.int().min(1),
  backup: z.strictObject({
    backupId: Ulid,
    exportTime: Instant,
    records: z.int().min(0),
    /** Its backup.json: where a restore begins. */
    manifest: z.strictObject({ key: z.string(), versionId: z.string(), hash: Sha256Hex }),
  }),
  files: z.array(File),
});
export type TakeHomeContents = z.infer<typeof TakeHomeContents>;

export const contentsBytes = (contents: TakeHomeContents): Uint8Array =>
  Buffer.from(`${JSON.stringify(TakeHomeContents.parse(contents), null, 1)}\n`);
