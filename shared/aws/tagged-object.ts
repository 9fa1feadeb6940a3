import type { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A small JSON object with the tag that a conditional write of it must name; undefined when there is none. */
export const getJson = async (
  s3: S3Client,
  from: { readonly bucket: string; readonly key: string },
): Promise<{ json: unknown; etag: string } | undefined> => {
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key }));
    return { json: JSON.parse((await answer.Body?.transformToString()) ?? ''), etag: answer.ETag ?? '' };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

/** Stores a stream of known length. */
export const putStream = async (
  s3: S3Client,
  to: { readonly bucket: string; readonly key: string; readonly contentType: string },
  body: Readable,
  bytes: number,
): Promise<void> => {
  await s3.send(
    new PutObjectCommand({
      Bucket: to.bucket,
      Key: to.key,
      ContentType: to.contentType,
      Body: body,
      ContentLength: bytes,
    }),
  );
};
