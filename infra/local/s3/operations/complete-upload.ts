import { createHash } from 'node:crypto';
import * as z from 'zod';
import { headerValue } from '../../sigv4/canonical.ts';
import { documentBody } from '../body.ts';
import {
  CHECKSUM_ALGORITHMS,
  checksumElement,
  checksumHeader,
  combineParts,
  type StoredChecksum,
} from '../checksums.ts';
import { commitObject, versionHeader } from '../commit.ts';
import { writeConditions } from '../conditions.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import type { Answer, Call } from '../types.ts';
import type { Part, Upload } from '../uploads.ts';
import { parseXml, xmlDocument } from '../xml.ts';
import { requireUpload } from './uploads.ts';

const SMALLEST_PART = 5 * 1024 ** 2;
const checksumFields = Object.fromEntries(
  CHECKSUM_ALGORITHMS.map((name) => [checksumElement(name), z.string().optional()]),
);
const partSchema = z.strictObject({
  PartNumber: z.string().regex(/^\d{1,5}$/),
  ETag: z.string().min(1),
  ...checksumFields,
});
const schema = z.strictObject({
  CompleteMultipartUpload: z.strictObject({
    Part: z.union([z.array(partSchema).min(1).max(10_000), partSchema.transform((one) => [one])]),
  }),
});

interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksums: ReadonlyMap<string, string>;
}

function listedParts(text: string): readonly ListedPart[] {
  const parts = parseXml(text, schema).CompleteMultipartUpload.Part;
  return parts.map(({ PartNumber, ETag, ...checksums }) => ({
    number: Number(PartNumber),
    etag: ETag.replaceAll('"', ''),
    checksums: new Map(
      Object.entries(checksums).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  }));
}

function invalidPart(): S3Error {
  return new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );
}

function checkListedChecksum(upload: Upload, listed: ListedPart, part: Part): void {
  const { checksumAlgorithm, checksumType, checksumRequested } = upload.meta;
  const given = listed.checksums.get(checksumElement(checksumAlgorithm));
  if (given !== undefined && given !== part.checksum) throw invalidPart();
  if (given === undefined && checksumRequested && checksumType === 'COMPOSITE') {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using a ${checksumAlgorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${listed.number} in the request.`,
    );
  }
}

/** The stored parts a request names, in its order. @throws S3Error InvalidPart, InvalidPartOrder, EntityTooSmall */
function chooseParts(upload: Upload, listed: readonly ListedPart[], stored: readonly Part[]): readonly Part[] {
  if (listed.some((entry, i) => entry.number <= (listed[i - 1]?.number ?? 0))) {
    throw new S3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return listed.map((entry, i) => {
    const part = byNumber.get(entry.number);
    if (!part || part.etag !== entry.etag) throw invalidPart();
    checkListedChecksum(upload, entry, part);
    if (i < listed.length - 1 && part.size < SMALLEST_PART) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        elements: {
          PartNumber: String(part.number),
          ProposedSize: String(part.size),
          MinSizeAllowed: String(SMALLEST_PART),
        },
      });
    }
    return part;
  });
}

function wholeChecksum(call: Call, upload: Upload, parts: readonly Part[]): StoredChecksum {
  const { checksumAlgorithm, checksumType } = upload.meta;
  const whole = combineParts(
    checksumAlgorithm,
    checksumType,
    parts.map(({ checksum, size }) => ({ value: checksum, size })),
  );
  const type = headerValue(call.headers, 'x-amz-checksum-type');
  if (type !== undefined && type !== checksumType) {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using the ${checksumType} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const given = headerValue(call.headers, checksumHeader(algorithm));
    if (given === undefined) continue;
    // The number of parts behind the dash may be left out.
    if (algorithm !== checksumAlgorithm || given.replace(/-\d+$/, '') !== whole.value.replace(/-\d+$/, '')) {
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  }
  return whole;
}

function checkObjectSize(call: Call, parts: readonly Part[]): void {
  const given = headerValue(call.headers, 'x-amz-mp-object-size');
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (given !== undefined && given !== String(size)) {
    throw new S3Error(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${given} does not match what was computed: ${size}.`,
    );
  }
}

function wholeEtag(core: Core, upload: Upload, parts: readonly Part[]): string {
  const encrypted = upload.meta.object.encryption?.algorithm === 'aws:kms';
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.md5, 'hex'));
  return `${encrypted ? core.newId() : md5.digest('hex')}-${parts.length}`;
}

/** Joins the parts by naming their files in one transaction: nothing is copied, and a crash leaves it undone or done. */
export async function completeMultipartUpload(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const upload = requireUpload(core, call);
  const { object, tags, retention, legalHold } = upload.meta;
  core.authoriser.require(call, 'PutObject', { bucket, key }, object.encryption);
  if (headerValue(call.headers, 'if-match') !== undefined) core.authoriser.require(call, 'GetObject', { bucket, key });
  const watch = core.conflicts.watch(bucket, key);
  try {
    const listed = listedParts(await documentBody(withoutObjectChecksum(call), { checksumRequired: false }));
    await askKey(core, call, object.encryption, 'Decrypt');
    const stored = core.uploads.parts(requireUpload(core, call), 0, 10_000);
    const parts = chooseParts(upload, listed, stored);
    checkObjectSize(call, parts);
    const chosen = new Set(parts);
    const version = await commitObject(core, call, {
      conditions: writeConditions(call.headers),
      deletedMeanwhile: watch.deleted,
      also: () => {
        const now = new Set(core.uploads.remove(requireUpload(core, call)).map((part) => part.blob));
        // A part that was uploaded again since the list was read is no longer the one that was checked.
        if (parts.some((part) => !now.has(part.blob))) throw invalidPart();
        return stored.filter((part) => !chosen.has(part));
      },
      object: {
        bucket,
        key,
        etag: wholeEtag(core, upload, parts),
        meta: { ...object, checksum: wholeChecksum(call, upload, parts) },
        retention,
        legalHold,
        tags,
        segments: parts.map((part) => ({ bucket, key, blob: part.blob, size: part.size })),
      },
    });
    const { checksum } = version.meta;
    const body = xmlDocument('CompleteMultipartUploadResult', {
      Location: `http://localhost/${bucket}/${encodeURIComponent(key)}`,
      Bucket: bucket,
      Key: key,
      ETag: `"${version.etag}"`,
      ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
    });
    return { status: 200, headers: { ...encryptionHeaders(object.encryption), ...versionHeader(core, version) }, body };
  } finally {
    watch.stop();
  }
}

/** On this operation `x-amz-checksum-*` speaks of the object, not of the document in the body. */
function withoutObjectChecksum(call: Call): Call {
  const headers = Object.entries(call.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  return { ...call, headers: Object.fromEntries(headers) };
}
