import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type * as z from 'zod';
import { putNew, toItem } from '../aws/fragments.ts';
import { previewKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { ImportPreview } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';

type Preview = z.infer<typeof ImportPreview>;
/** A few examples and mappings; more is damage. */
const MAX_BYTES = 1_000_000;

/** What an import would bring, written by the check that releases the file: whoever asks needs no reader of files. */
export const previewTx = (records: string, uploadId: string, preview: Preview): Fragment => {
  const packed = new Uint8Array(deflateRawSync(JSON.stringify(preview)));
  const item = toItem({ ...previewKey(uploadId), preview: packed });
  return putNew('preview', records, item, () => new AppError('stale-version', { entity: 'upload' }));
};

/** The preview of a released upload; undefined when there is none. */
export const readPreview = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  uploadId: string,
): Promise<Preview | undefined> => {
  const packed = (await getItem(system.dynamo, system.tables.records, previewKey(uploadId)))?.['preview']?.B;
  if (packed === undefined) return undefined;
  return ImportPreview.parse(JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_BYTES }).toString('utf8')));
};
