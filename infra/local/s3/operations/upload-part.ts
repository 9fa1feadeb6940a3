import { createHash } from 'node:crypto';
import { headerValue } from '../../sigv4/canonical.ts';
import { type IncomingBody, incomingBody } from '../body.ts';
import { checksumElement, checksumHeader, newDigest } from '../checksums.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import type { ByteRange } from '../ranges.ts';
import type { Answer, Call } from '../types.ts';
import type { Part, Upload } from '../uploads.ts';
import type { Version } from '../version-row.ts';
import { xmlDocument } from '../xml.ts';
import { openSource } from './copy-object.ts';
import { partNumber, requireUpload } from './uploads.ts';

type Measured = Pick<IncomingBody, 'data' | 'size' | 'md5' | 'checksum'>;

/** Writes the bytes of a part and makes them the part: the last writer of a number wins, as on AWS. */
async function storePart(core: Core, call: Call, upload: Upload, number: number, body: Measured): Promise<Part> {
  const { bucket, key } = call;
  const blob = { bucket, key, blob: core.newId() };
  try {
    await core.blobs.write(blob, body.data);
    const md5 = body.md5().toString('hex');
    const part: Part = {
      ...blob,
      number,
      size: body.size(),
      md5,
      etag: upload.meta.object.encryption?.algorithm === 'aws:kms' ? core.newId() : md5,
      checksum: body.checksum(),
      checksumAlgorithm: upload.meta.checksumAlgorithm,
      lastModified: core.now(),
    };
    await core.fault('before-commit', { bucket, key });
    // The upload may have been completed or aborted while the bytes came in.
    const orphans = core.database.transaction(() => core.uploads.putPart(requireUpload(core, call), part));
    core.blobs.discard(orphans);
    return part;
  } catch (error) {
    if (!core.versions.knowsBlob(bucket, blob.blob)) core.blobs.discard([blob]);
    throw error;
  }
}

function requireMatchingChecksum(upload: Upload, body: IncomingBody): void {
  const { checksumAlgorithm, checksumType, checksumRequested } = upload.meta;
  const given = body.claimed?.algorithm;
  const optional = !checksumRequested || checksumType === 'FULL_OBJECT';
  if (given === checksumAlgorithm || (given === undefined && optional)) return;
  if (!checksumRequested) return;
  const actual = given?.toLowerCase() ?? 'null';
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${actual}`,
  );
}

/** A client may send another checksum with a part than the upload keeps: both are computed, its own is verified. */
function withUploadChecksum(upload: Upload, body: IncomingBody): Measured {
  const { checksumAlgorithm } = upload.meta;
  if (!body.claimed || body.claimed.algorithm === checksumAlgorithm) return body;
  const digest = newDigest(checksumAlgorithm);
  async function* read(): AsyncGenerator<Uint8Array> {
    for await (const piece of body.data) {
      digest.update(piece);
      yield piece;
    }
  }
  return { ...body, data: read(), checksum: () => digest.digest().toString('base64') };
}

export async function uploadPart(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const number = partNumber(call);
  const upload = requireUpload(core, call);
  const { encryption } = upload.meta.object;
  core.authoriser.require(call, 'PutObject', { bucket, key }, encryption);
  const body = incomingBody(call, upload.meta.checksumAlgorithm);
  requireMatchingChecksum(upload, body);
  await askKey(core, call, encryption, 'GenerateDataKey');
  const part = await storePart(core, call, upload, number, withUploadChecksum(upload, body));
  const { claimed } = body;
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...(claimed && { [checksumHeader(claimed.algorithm)]: body.checksum() }),
      ...encryptionHeaders(encryption),
    },
  };
}

function sourceRange(call: Call, version: Version): ByteRange {
  const header = headerValue(call.headers, 'x-amz-copy-source-range');
  if (header === undefined) return { start: 0, end: version.size - 1 };
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const start = Number(match?.[1] ?? Number.NaN);
  const end = Number(match?.[2] ?? Number.NaN);
  if (start <= end && end < version.size) return { start, end };
  throw new S3Error(
    'InvalidArgument',
    'The x-amz-copy-source-range value must be of the form bytes=first-last within the object',
  );
}

export async function uploadPartCopy(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const number = partNumber(call);
  const upload = requireUpload(core, call);
  const { encryption } = upload.meta.object;
  core.authoriser.require(call, 'PutObject', { bucket, key }, encryption);
  await askKey(core, call, encryption, 'GenerateDataKey');
  const { range, bytes } = await openSource(core, call, (version) => sourceRange(call, version));
  const md5 = createHash('md5');
  const digest = newDigest(upload.meta.checksumAlgorithm);
  async function* read(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      md5.update(piece);
      digest.update(piece);
      yield piece;
    }
  }
  try {
    const part = await storePart(core, call, upload, number, {
      data: read(),
      size: () => range.end - range.start + 1,
      md5: () => md5.digest(),
      checksum: () => digest.digest().toString('base64'),
    });
    const { checksumRequested, checksumAlgorithm } = upload.meta;
    const body = xmlDocument('CopyPartResult', {
      LastModified: part.lastModified.toISOString(),
      ETag: `"${part.etag}"`,
      ...(checksumRequested && { [checksumElement(checksumAlgorithm)]: part.checksum }),
    });
    return { status: 200, headers: encryptionHeaders(encryption), body };
  } finally {
    await bytes.return(undefined);
  }
}
