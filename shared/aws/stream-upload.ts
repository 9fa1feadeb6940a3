import { createHash } from 'node:crypto';
import { CompleteMultipartUploadCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { abortUpload, beginUpload } from './objects.ts';

/** S3 takes ten thousand parts: with this size, 156 GiB. One part is all that is held in memory. */
const PART = 16 * 1024 * 1024;

interface At {
  readonly bucket: string;
  readonly key: string;
}

/** Cuts a stream into pieces of one size; the last may be smaller. */
async function* cut(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    gathered.push(chunk);
    bytes += chunk.length;
    if (bytes < size) continue;
    const joined = Buffer.concat(gathered);
    yield joined.subarray(0, size);
    gathered = [joined.subarray(size)];
    bytes = joined.length - size;
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

/**
 * Writes a stream of unknown length as one object, over whatever is there, each part held to its SHA-256. If the source
 * or S3 fails nothing is left behind but what the bucket's rule for unfinished uploads clears away.
 * `stored` is told the bytes after each part; gives back size and SHA-256 (hex) of the whole.
 */
export const uploadStream = async (
  s3: S3Client,
  at: At,
  source: AsyncIterable<Uint8Array>,
  stored: (bytes: number) => Promise<void>,
): Promise<{ bytes: number; sha256: string }> => {
  const uploadId = await beginUpload(s3, at.bucket, at.key);
  const whole = createHash('sha256');
  const parts: { PartNumber: number; ETag: string | undefined; ChecksumSHA256: string }[] = [];
  let bytes = 0;
  const upload = { Bucket: at.bucket, Key: at.key, UploadId: uploadId };
  try {
    for await (const body of cut(source, PART)) {
      whole.update(body);
      bytes += body.length;
      const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
      const PartNumber = parts.length + 1;
      const answer = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: body, ChecksumSHA256 }));
      parts.push({ PartNumber, ETag: answer.ETag, ChecksumSHA256 });
      await stored(bytes);
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await abortUpload(s3, { ...at, uploadId });
    throw error;
  }
  return { bytes, sha256: whole.digest('hex') };
};
