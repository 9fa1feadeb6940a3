import { createReadStream } from 'node:fs';
import { putObject, readObject } from '../aws/objects.ts';
import type { StoreClient } from '../aws/store-client.ts';
import { getJson, putStream } from '../aws/tagged-object.ts';
import { type BaseEntry, parseManifest, withBase } from './engine/manifest.ts';

/** Where bases are kept. */
export interface BaseStore {
  readonly s3: StoreClient;
  readonly bucket: string;
}

const manifestKey = 'search/manifest.json';
const baseKey = (id: string): string => `search/bases/${id}.zst`;

export const fetchManifest = async ({ s3, bucket }: BaseStore): Promise<unknown> =>
  (await getJson(s3, { bucket, key: manifestKey }))?.json;

export const fetchBase = ({ s3, bucket }: BaseStore, id: string) => readObject(s3, { bucket, key: baseKey(id) });

/**
 * Stores a base, then names it in the manifest by a conditional write on the manifest that was read.
 * False when a newer base of the same log was published meanwhile: this one is then not needed.
 */
export const publishBase = async ({ s3, bucket }: BaseStore, entry: BaseEntry, path: string): Promise<boolean> => {
  await putStream(
    s3,
    { bucket, key: baseKey(entry.id), contentType: 'application/zstd' },
    createReadStream(path),
    entry.bytes,
  );
  const found = await getJson(s3, { bucket, key: manifestKey });
  const before = found === undefined ? undefined : parseManifest(found.json);
  if (before !== undefined && before.current.logId === entry.logId && before.current.position > entry.position)
    return false;
  const body = Buffer.from(JSON.stringify(withBase(before, entry)));
  const over = found === undefined ? { nothing: true as const } : { etag: found.etag };
  await putObject(s3, { bucket, key: manifestKey, contentType: 'application/json' }, body, over);
  return true;
};
