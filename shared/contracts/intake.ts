import * as z from 'zod';
import { recordFields } from './record.ts';
import { ItemType } from './titles.ts';
import { BranchCode, Instant, Ulid, Version } from './values.ts';

/** 512 MB: more than any small library's catalogue, refused before a byte is sent. */
export const MAX_UPLOAD_BYTES = 512 * 1024 * 1024;
export const PART_BYTES = 8 * 1024 * 1024;

export const Upload = z.strictObject({
  ...recordFields,
  entity: z.literal('upload'),
  fileName: z.string().max(255),
  size: z.int().min(0),
  state: z.enum(['uploading', 'checking', 'released', 'refused']),
  key: z.string(),
  s3UploadId: z.string(),
  versionId: z.string().optional(),
  format: z.enum(['marc', 'csv']).optional(),
  /** Which checks spoke, and what each said; a release names all of them. */
  checks: z.array(
    z.strictObject({
      check: z.enum(['size', 'type', 'structure', 'scanner']),
      engine: z.string(),
      verdict: z.enum(['clean', 'refused', 'absent']),
      why: z.string().optional(),
    }),
  ),
});
export type Upload = z.infer<typeof Upload>;

export const UploadView = z.strictObject({
  uploadId: Ulid,
  version: Version,
  fileName: z.string(),
  size: z.int(),
  state: Upload.shape.state,
  format: Upload.shape.format,
  checks: Upload.shape.checks,
  partBytes: z.int(),
  parts: z.int(),
  createdAt: Instant,
});
export type UploadView = z.infer<typeof UploadView>;

/** Where copies live in a MARC record: a tag and its subfields. */
export const CopyMapping = z.strictObject({
  preset: z.enum(['koha-952', 'evergreen-852', 'sirsi-999', 'none', 'own']),
  tag: z
    .string()
    .regex(/^[0-9]{3}$/)
    .optional(),
  barcode: z.string().length(1).optional(),
  callNumber: z.string().length(1).optional(),
  branch: z.string().length(1).optional(),
  location: z.string().length(1).optional(),
  itemType: z.string().length(1).optional(),
  price: z.string().length(1).optional(),
});
export type CopyMapping = z.infer<typeof CopyMapping>;

export const ImportPreview = z.strictObject({
  format: z.enum(['marc', 'csv']),
  sampled: z.int(),
  problems: z.int(),
  examples: z.array(z.strictObject({ title: z.string(), people: z.array(z.string()), copies: z.array(z.string()) })),
  mappings: z.array(z.strictObject({ mapping: CopyMapping, copies: z.int(), example: z.string().optional() })),
  guess: CopyMapping,
});

export const ImportDefaults = z.strictObject({ branch: BranchCode, itemType: ItemType });

/** What became of one record of the file. */
export const ImportOutcome = z.strictObject({
  index: z.int().min(0),
  offset: z.int().min(0),
  status: z.enum(['imported', 'repaired', 'refused']),
  titleId: Ulid.optional(),
  title: z.string().optional(),
  copies: z.int().min(0),
  problems: z.array(
    z.strictObject({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    }),
  ),
});
export type ImportOutcome = z.infer<typeof ImportOutcome>;
