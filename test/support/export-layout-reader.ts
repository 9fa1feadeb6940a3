import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

/**
 * Reads exports of a table from a bucket by what AWS documents of their layout, and by nothing else: neither backup.json
 * nor any code of the product. For tests: if this finds the library, so does whoever comes in ten years.
 */
type Item = Readonly<Record<string, unknown>>;

const Summary = z.looseObject({
  exportType: z.enum(['FULL_EXPORT', 'INCREMENTAL_EXPORT']),
  exportTime: z.string().optional(),
  exportFromTime: z.string().optional(),
  exportToTime: z.string().optional(),
  tableArn: z.string(),
  itemCount: z.number(),
  manifestFilesS3Key: z.string(),
  outputFormat: z.literal('DYNAMODB_JSON'),
});
const Entry = z.strictObject({
  itemCount: z.number(),
  md5Checksum: z.string(),
  etag: z.string(),
  dataFileS3Key: z.string(),
});
const Image = z.record(z.string(), z.unknown());
const Full = z.strictObject({ Item: Image });
const Changed = z.strictObject({
  Metadata: z.strictObject({ WriteTimestampMicros: z.strictObject({ N: z.string().regex(/^\d{16}$/) }) }),
  Keys: Image,
  NewImage: Image.optional(),
  OldImage: Image.optional(),
});

export interface FoundExport {
  readonly table: string;
  /** Undefined for a full export. */
  readonly from: string | undefined;
  /** The moment it shows. */
  readonly to: string;
  /** The key of its manifest-summary.json. */
  readonly manifest: string;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

export const exportLayout = (s3: S3Client, bucket: string) => {
  const get = async (key: string): Promise<Buffer> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  /** Where a key of the original bucket lies here: the layout below AWSDynamoDB/ is kept. */
  const here = (manifest: string, key: string): string =>
    `${manifest.slice(0, manifest.indexOf('AWSDynamoDB/'))}${key.slice(key.indexOf('AWSDynamoDB/'))}`;
  const held = async (key: string): Promise<string> => {
    const bytes = await get(key);
    const sum = (await get(key.replace(/\.json$/, '.md5'))).toString().trim();
    check(md5(bytes) === sum, `${key} is not what its checksum says`);
    return bytes.toString();
  };

  /** Every export in the bucket, by its own manifest. */
  const find = async (): Promise<FoundExport[]> => {
    const found: FoundExport[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
      for (const { Key = '' } of page.Contents ?? []) {
        if (!Key.endsWith('/manifest-summary.json')) continue;
        const told = Summary.parse(JSON.parse(await held(Key)));
        const table = told.tableArn.slice(told.tableArn.lastIndexOf('/') + 1);
        const to = told.exportType === 'FULL_EXPORT' ? told.exportTime : told.exportToTime;
        check(to !== undefined, `${Key} shows no moment`);
        found.push({ table, from: told.exportFromTime, to: to ?? '', manifest: Key });
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  };

  const linesOf = async (manifest: string): Promise<unknown[]> => {
    const told = Summary.parse(JSON.parse(await held(manifest)));
    const entries = (await held(here(manifest, told.manifestFilesS3Key))).split('\n').filter((line) => line !== '');
    const lines: unknown[] = [];
    for (const entry of entries.map((line) => Entry.parse(JSON.parse(line)))) {
      const key = here(manifest, entry.dataFileS3Key);
      const bytes = await get(key);
      check(md5(bytes) === entry.md5Checksum, `${key} is not what its manifest says`);
      const texts = gunzipSync(bytes)
        .toString()
        .split('\n')
        .filter((text) => text !== '');
      check(texts.length === entry.itemCount, `${key} has not as many lines as its manifest says`);
      lines.push(...texts.map((text): unknown => JSON.parse(text)));
    }
    check(lines.length === told.itemCount, `${manifest} does not add up`);
    return lines;
  };

  const keyOf = (item: Item): string => JSON.stringify([item['PK'], item['SK']]);

  /** A table as of a moment, put together oldest first: the newest full export before it, then window after window. */
  const stateAt = async (table: string, moment: string): Promise<{ items: Map<string, Item>; windows: number }> => {
    const all = (await find()).filter((each) => each.table === table);
    const fulls = all.filter(({ from, to }) => from === undefined && to <= moment);
    let at = fulls
      .map(({ to }) => to)
      .sort()
      .at(-1);
    const items = new Map<string, Item>();
    for (const line of await linesOf(fulls.find(({ to }) => to === at)?.manifest ?? '')) {
      const { Item } = Full.parse(line);
      items.set(keyOf(Item), Item);
    }
    let windows = 0;
    while (at !== moment) {
      const next = all.find(({ from }) => from === at);
      if (next === undefined) throw new Error(`nothing goes on from ${at}`);
      check(Date.parse(next.to) - Date.parse(at ?? '') <= 86_400_000, `${next.manifest} is longer than a day`);
      check(Date.parse(next.to) - Date.parse(at ?? '') >= 900_000, `${next.manifest} is shorter than DynamoDB takes`);
      for (const line of await linesOf(next.manifest)) {
        const { Keys, OldImage, NewImage } = Changed.parse(line);
        const key = keyOf(Keys);
        const standing = items.get(key);
        check(isDeepStrictEqual(standing, OldImage), `${key} was not what its old image says`);
        if (NewImage === undefined) items.delete(key);
        else items.set(key, NewImage);
      }
      at = next.to;
      windows += 1;
    }
    return { items, windows };
  };
  return { find, stateAt };
};
