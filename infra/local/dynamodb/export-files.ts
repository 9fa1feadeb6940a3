import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { ExportLine } from './export-lines.ts';

export interface DataFile {
  readonly bytes: Buffer;
  readonly itemCount: number;
  /** Base64 MD5 of the compressed bytes. */
  readonly md5: string;
}

export function md5Base64(bytes: Buffer | string): string {
  return createHash('md5').update(bytes).digest('base64');
}

interface OpenFile {
  readonly zip: ReturnType<typeof createGzip>;
  readonly chunks: Buffer[];
  itemCount: number;
}

function openFile(): OpenFile {
  const chunks: Buffer[] = [];
  const zip = createGzip();
  zip.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { zip, chunks, itemCount: 0 };
}

async function closeFile({ zip, chunks, itemCount }: OpenFile): Promise<DataFile> {
  await new Promise<void>((resolve, reject) => {
    zip.once('end', resolve).once('error', reject);
    zip.end();
  });
  const bytes = Buffer.concat(chunks);
  return { bytes, itemCount, md5: md5Base64(bytes) };
}

/**
 * Deals lines over `count` gzip files by a hash of their key, as a table's partitions do: some files stay empty.
 * Only compressed bytes are held.
 */
export async function dealLines(lines: Iterable<ExportLine>, count: number): Promise<readonly DataFile[]> {
  const files = Array.from({ length: count }, openFile);
  let dealt = 0;
  for (const { partition, text } of lines) {
    const file = files[(createHash('md5').update(partition).digest()[0] ?? 0) % count];
    if (file === undefined) throw new Error('An export needs at least one data file.');
    file.zip.write(`${text}\n`);
    file.itemCount++;
    // The product's own requests are answered by this process too.
    if (++dealt % 200 === 0) await breathe();
  }
  return Promise.all(files.map(closeFile));
}
