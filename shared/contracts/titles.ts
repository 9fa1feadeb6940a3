import * as z from 'zod';
import { recordFields } from './record.ts';
import { Barcode, BranchCode, Instant, line, MinorUnits, Ulid, Version } from './values.ts';

/** MARC-in-JSON (Ross Singer's form): what the API and exports speak. */
export const MarcJson = z.strictObject({
  leader: z.string().length(24),
  fields: z
    .array(
      z.record(
        z.string().regex(/^[0-9A-Za-z]{3}$/),
        z.union([
          z.string(),
          z.strictObject({
            ind1: z.string().length(1),
            ind2: z.string().length(1),
            subfields: z.array(z.record(z.string().length(1), z.string())),
          }),
        ]),
      ),
    )
    .max(5000),
});
export type MarcJson = z.infer<typeof MarcJson>;

/** What a list shows of a title; kept beside the MARC record, made from it. */
export const TitleBrief = z.strictObject({
  title: z.string(),
  subtitle: z.string().optional(),
  people: z.array(z.string()),
  year: z.string().optional(),
  publisher: z.string().optional(),
  language: z.string().optional(),
  callNumber: z.string().optional(),
  isbns: z.array(z.string()),
  /** The title in its own script (MARC 880), where the record has one. */
  vernacularTitle: z.string().optional(),
});
export type TitleBrief = z.infer<typeof TitleBrief>;

export const Title = z.strictObject({
  ...recordFields,
  entity: z.literal('title'),
  brief: TitleBrief,
  sortTitle: z.string(),
  subjects: z.array(z.string()),
  series: z.array(z.string()),
  /** The MARC record: packed and deflated by shared/aws/marc-bytes.ts. */
  marc: z.instanceof(Uint8Array),
});
export type Title = z.infer<typeof Title>;

export const ItemType = z.enum(['book', 'childrens', 'large-print', 'reference', 'media', 'periodical']);
export type ItemType = z.infer<typeof ItemType>;

export const Item = z.strictObject({
  ...recordFields,
  entity: z.literal('item'),
  titleId: Ulid,
  barcode: Barcode,
  callNumber: z.string().max(120).optional(),
  itemType: ItemType,
  location: z.string().max(120).optional(),
  price: MinorUnits.optional(),
  note: z.string().max(500).optional(),
});
export type Item = z.infer<typeof Item>;

export const ItemInput = z.strictObject({
  barcode: Barcode,
  callNumber: line(120).optional(),
  itemType: ItemType,
  location: line(120).optional(),
  branch: BranchCode.optional(),
  price: MinorUnits.min(0).optional(),
  note: line(500).optional(),
});
export type ItemInput = z.infer<typeof ItemInput>;

/** A title in a list, with whether it can be had now. */
export const TitleRow = z.strictObject({
  titleId: Ulid,
  brief: TitleBrief,
  items: z.int().min(0),
  available: z.int().min(0),
});
export type TitleRow = z.infer<typeof TitleRow>;

export const ItemView = z.strictObject({
  itemId: Ulid,
  version: Version,
  titleId: Ulid,
  barcode: Barcode,
  callNumber: z.string().optional(),
  itemType: ItemType,
  location: z.string().optional(),
  branch: BranchCode.optional(),
  price: MinorUnits.optional(),
  note: z.string().optional(),
  onLoan: z.boolean(),
  dueDate: z.string().optional(),
  binnedAt: Instant.optional(),
});
export type ItemView = z.infer<typeof ItemView>;

export const TitleView = z.strictObject({
  titleId: Ulid,
  version: Version,
  brief: TitleBrief,
  subjects: z.array(z.string()),
  series: z.array(z.string()),
  /** Fields as people read them, in display order; both scripts. */
  details: z.array(z.strictObject({ label: z.string(), values: z.array(z.string()) })),
  items: z.array(ItemView),
  binnedAt: Instant.optional(),
  updatedAt: Instant,
});
export type TitleView = z.infer<typeof TitleView>;

/** The short form of a new title, for libraries without MARC at hand. */
export const TitleForm = z.strictObject({
  title: line(1000),
  subtitle: line(1000).optional(),
  author: line(300).optional(),
  year: line(40).optional(),
  publisher: line(300).optional(),
  isbn: line(40).optional(),
  callNumber: line(120).optional(),
  language: z
    .string()
    .regex(/^[a-z]{3}$/)
    .optional(),
  subjects: z.array(line(300)).max(50).optional(),
});
export type TitleForm = z.infer<typeof TitleForm>;
