import { ProblemError } from '../../shared/api/problem.ts';
import type { call } from '../api.ts';
import { forgetUpload, keepUpload, keptUpload, type SentPart } from './kept-upload.ts';
import { hexOf, type Part, planParts } from './parts.ts';
import { putPart } from './put-part.ts';

const ATTEMPTS = 4;
const PAUSE_MS = 800;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Sends a file part by part, each with its SHA-256, and says how many bytes are there. Parts that arrived before are
 * not sent again. A refused address is asked for anew: they live fifteen minutes. Gives back the upload's id.
 */
export const sendFile = async (
  api: typeof call,
  file: File,
  newKey: () => string,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> => {
  const kept = keptUpload(localStorage, file);
  const begun =
    kept === undefined
      ? await api('upload.open', { fileName: file.name, size: file.size }, { key: newKey(), signal })
      : { uploadId: kept.uploadId, partBytes: kept.partBytes };
  const { uploadId, partBytes } = begun;
  const sent = new Map<number, SentPart>((kept?.sent ?? []).map((one) => [one.part, one]));
  const parts = planParts(file.size, partBytes);
  let before = parts.filter(({ part }) => sent.has(part)).reduce((sum, { from, to }) => sum + to - from, 0);
  onProgress(before);

  const sendPart = async ({ part, from, to }: Part): Promise<SentPart> => {
    const body = file.slice(from, to);
    const sha256 = hexOf(await crypto.subtle.digest('SHA-256', await body.arrayBuffer()));
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { urls } = await api('upload.parts', { uploadId, parts: [{ part, sha256 }] }, { signal });
        const [address] = urls;
        if (address === undefined) throw new ProblemError('upload-expired', 0);
        return { part, sha256, etag: await putPart(address, body, (bytes) => onProgress(before + bytes), signal) };
      } catch (error) {
        const lost =
          error instanceof ProblemError &&
          ['offline', 'busy', 'upload-expired', 'upload-incomplete'].includes(error.code);
        if (!lost || attempt >= ATTEMPTS || signal.aborted) throw error;
        await pause(PAUSE_MS * attempt);
      }
    }
  };

  try {
    for (const plan of parts) {
      if (sent.has(plan.part)) continue;
      sent.set(plan.part, await sendPart(plan));
      before += plan.to - plan.from;
      onProgress(before);
      const { name, size, lastModified } = file;
      keepUpload(localStorage, { uploadId, name, size, modified: lastModified, partBytes, sent: [...sent.values()] });
    }
    await api('upload.complete', { uploadId, parts: [...sent.values()].sort((a, b) => a.part - b.part) }, { signal });
  } catch (error) {
    // What was kept is of no use when the library no longer knows the upload.
    if (error instanceof ProblemError && ['not-found', 'upload-expired', 'upload-incomplete'].includes(error.code))
      forgetUpload(localStorage);
    throw error;
  }
  forgetUpload(localStorage);
  return uploadId;
};
