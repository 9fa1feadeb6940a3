import type { Handlers } from '../aws/call.ts';
import { abortUpload, beginUpload, signPart } from '../aws/objects.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { MAX_UPLOAD_BYTES, PART_BYTES, type Upload } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';
import { completeSent } from './complete-upload.ts';
import { readPreview } from './preview-store.ts';
import type { IntakeStore } from './store.ts';
import { openUploadTx, readUpload, uploadKey, uploadView } from './upload-store.ts';

type UploadHandlers = Pick<
  Handlers<'intake'>,
  'upload.open' | 'upload.parts' | 'upload.complete' | 'upload.get' | 'upload.preview'
>;

/** S3 throws away the parts of an upload that was not finished within a day. */
const PARTS_KEPT_MS = 24 * 3600 * 1000;

/** The upload, or `not-found`. */
export const wantedUpload = async (system: System, uploadId: string): Promise<Stored<Upload>> => {
  const upload = await readUpload(system, uploadId);
  if (upload === undefined) throw new AppError('not-found', { entity: 'upload' });
  return upload;
};

/** The released version of an upload; `upload-not-released` while checks are open, or one refused it. */
export const releasedOf = (upload: Upload): { versionId: string; format: NonNullable<Upload['format']> } => {
  const { state, versionId, format } = upload;
  if (state === 'released' && versionId !== undefined && format !== undefined) return { versionId, format };
  throw new AppError('upload-not-released', { state });
};

export const uploadHandlers = (system: System, store: IntakeStore): UploadHandlers => ({
  'upload.open': async (call, { fileName, size }) => {
    if (size > MAX_UPLOAD_BYTES) throw new AppError('file-too-large', { size, max: MAX_UPLOAD_BYTES });
    if (size === 0) throw new AppError('invalid-input', { field: 'size' });
    const id = call.context.newId();
    const place = { bucket: store.bucket, key: uploadKey(id) };
    const s3UploadId = await beginUpload(store.s3, place.bucket, place.key);
    const { upload, fragments } = openUploadTx(call.context, id, { fileName, size, s3UploadId });
    try {
      return await call.commit(fragments, uploadView(upload));
    } catch (error) {
      await abortUpload(store.s3, { ...place, uploadId: s3UploadId });
      throw error;
    }
  },
  'upload.parts': async (call, { uploadId, parts }) => {
    const { value } = await wantedUpload(system, uploadId);
    const isOld = Date.parse(value.createdAt) + PARTS_KEPT_MS < call.now.getTime();
    if (value.state !== 'uploading' || isOld) throw new AppError('upload-expired', { state: value.state });
    const last = Math.ceil(value.size / PART_BYTES);
    if (parts.some(({ part }) => part > last)) throw new AppError('invalid-input', { field: 'parts' });
    const at = { bucket: store.bucket, key: value.key, uploadId: value.s3UploadId };
    const urls = parts.map(async (part) => ({ part: part.part, ...(await signPart(store.s3, at, part)) }));
    return { urls: await Promise.all(urls) };
  },
  'upload.complete': async (call, { uploadId, parts }) =>
    uploadView(await completeSent(system, store, call, await wantedUpload(system, uploadId), parts)),
  'upload.get': async (_call, { uploadId }) => uploadView((await wantedUpload(system, uploadId)).value),
  'upload.preview': async (_call, { uploadId }) => {
    const { value } = await wantedUpload(system, uploadId);
    releasedOf(value);
    const preview = await readPreview(system, uploadId);
    if (preview === undefined) throw new AppError('not-found', { entity: 'upload' });
    return preview;
  },
});
