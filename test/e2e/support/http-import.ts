import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CatalogueFile } from './catalogue-file.ts';
import type { HttpClient } from './http-client.ts';

const LONGEST_MS = 300_000;

const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + LONGEST_MS;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await delay(250);
  }
};

/** Sends a file, waits until its checks let it in, and starts its import with what the preview proposes. */
export const startImport = async (call: HttpClient, file: CatalogueFile): Promise<string> => {
  const bytes = readFileSync(file.path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { uploadId } = await call('upload.open', { fileName: file.name, size: bytes.length }, { key: randomUUID() });
  const { urls } = await call('upload.parts', { uploadId, parts: [{ part: 1, sha256 }] });
  const [address] = urls;
  if (address === undefined) throw new Error('no address to send the file to');
  const sent = await fetch(address.url, { method: 'PUT', headers: address.headers, body: bytes });
  if (!sent.ok) throw new Error(`the file was not taken: ${sent.status} ${await sent.text()}`);
  await call('upload.complete', { uploadId, parts: [{ part: 1, sha256, etag: sent.headers.get('etag') ?? '' }] });
  await until('the checks', async () => {
    const { state } = await call('upload.get', { uploadId });
    if (state === 'refused') throw new Error('the checks kept the file out');
    return state === 'released' ? state : undefined;
  });
  const { guess } = await call('upload.preview', { uploadId });
  const { rows } = await call('branch.list', {});
  const branch = rows[0]?.code;
  if (branch === undefined) throw new Error('the library has no branch');
  const defaults = { branch, itemType: 'book' } as const;
  const { jobId } = await call('import.start', { uploadId, mapping: guess, defaults }, { key: randomUUID() });
  return jobId;
};

export const jobOf = (call: HttpClient, jobId: string) => call('job.get', { jobId });

/** How many records of the import are in, once at least one is. */
export const underWay = (call: HttpClient, jobId: string): Promise<number> =>
  until('the import to be under way', async () => {
    const { done, tally, state } = await jobOf(call, jobId);
    if (state === 'failed') throw new Error('the import failed');
    return done > 0 && (tally['titles'] ?? 0) >= 0 ? done : undefined;
  });

/** Waits for the end of a job, which must be a good one. */
export const ended = (call: HttpClient, jobId: string) =>
  until('the end of a job', async () => {
    const job = await jobOf(call, jobId);
    if (job.state === 'waiting' || job.state === 'running') return undefined;
    if (job.state !== 'done') throw new Error(`the job ended ${job.state}: ${JSON.stringify(job.failure)}`);
    return job;
  });

/** Waits until the newest backup copy is proved. */
export const proved = (call: HttpClient) =>
  until('the proof', async () => {
    const { rows } = await call('backup.list', {});
    return rows[0]?.proof;
  });
