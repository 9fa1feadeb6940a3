import type { Call, Input } from '../aws/call.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { arrivedParts, joinParts, newestVersion } from '../aws/upload-parts.ts';
import type { Upload } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';
import type { IntakeStore } from './store.ts';
import { moveUploadTx, readUpload } from './upload-store.ts';

type Parts = Input<'upload.complete'>['parts'];

/** Joins the parts once they are all there; nothing is joined that is not as long as it was said to be. */
const joined = async (store: IntakeStore, upload: Upload, parts: Parts): Promise<string> => {
  const at = { bucket: store.bucket, key: upload.key, uploadId: upload.s3UploadId };
  const arrived = await arrivedParts(store.s3, at);
  if (arrived !== undefined) {
    const bytes = parts.reduce((sum, { part }) => sum + (arrived.get(part) ?? 0), 0);
    if (bytes !== upload.size) throw new AppError('upload-incomplete', { arrived: bytes, size: upload.size });
    const { end, ...made } = { versionId: undefined, ...(await joinParts(store.s3, at, parts)) };
    if (end === 'misfit') throw new AppError('upload-incomplete', { size: upload.size });
    if (made.versionId !== undefined) return made.versionId;
  }
  // No parts, or an object where they should go: an earlier try got there, and only its answer was lost.
  const there = await newestVersion(store.s3, at);
  if (there === undefined) throw new AppError('upload-expired');
  if (there.size !== upload.size) throw new AppError('upload-incomplete', { arrived: there.size, size: upload.size });
  return there.versionId;
};

/** Finishes an upload. Said twice, or after the check has already spoken, it changes nothing and tells how things are. */
export const completeSent = async (
  system: System,
  store: IntakeStore,
  call: Pick<Call, 'context' | 'commit'>,
  before: Stored<Upload>,
  parts: Parts,
): Promise<Upload> => {
  if (before.value.state !== 'uploading') return before.value;
  const versionId = await joined(store, before.value, parts);
  try {
    await call.commit(moveUploadTx(call.context, before, 'checking', { versionId }), {});
  } catch (error) {
    // The check may hear of the object before this line is reached; then it has moved the upload on itself.
    if (!(error instanceof AppError) || error.code !== 'stale-version') throw error;
  }
  return (await readUpload(system, before.value.id))?.value ?? before.value;
};
