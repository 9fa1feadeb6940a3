import { checksumElement } from '../checksums.ts';
import type { Core } from '../core.ts';
import { encodeKey, encodingType } from '../listing.ts';
import { pageSize, wholeNumber } from '../numbers.ts';
import type { Answer, Call } from '../types.ts';
import { xmlDocument } from '../xml.ts';
import { requireUpload } from './uploads.ts';

export async function listParts(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  core.authoriser.require(call, 'ListMultipartUploadParts', { bucket, key });
  const upload = requireUpload(core, call);
  const size = pageSize(call.query.get('max-parts'), 'max-parts');
  const after = wholeNumber(call.query.get('part-number-marker')) ?? 0;
  const found = core.uploads.parts(upload, after, size + 1);
  const page = found.slice(0, size);
  const { checksumAlgorithm, checksumType, checksumRequested, object } = upload.meta;
  const body = xmlDocument('ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
    StorageClass: object.storageClass,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: size,
    IsTruncated: found.length > page.length,
    ...(checksumRequested && { ChecksumAlgorithm: checksumAlgorithm, ChecksumType: checksumType }),
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: part.lastModified.toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...(checksumRequested && { [checksumElement(checksumAlgorithm)]: part.checksum }),
    })),
  });
  return { status: 200, headers: {}, body };
}

export async function listMultipartUploads(core: Core, call: Call): Promise<Answer> {
  const { bucket } = call;
  core.authoriser.require(call, 'ListBucketMultipartUploads', { bucket });
  core.buckets.get(bucket);
  const encoding = encodingType(call);
  const prefix = call.query.get('prefix') ?? '';
  const keyMarker = call.query.get('key-marker') ?? '';
  const idMarker = call.query.get('upload-id-marker');
  const size = pageSize(call.query.get('max-uploads'), 'max-uploads');
  // Without an id the marker stands behind every upload of its key.
  const found = core.uploads.list(bucket, prefix, keyMarker, idMarker ?? '~', size + 1);
  const page = found.slice(0, size);
  const truncated = found.length > page.length;
  const last = page.at(-1);
  const body = xmlDocument('ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: encodeKey(keyMarker, encoding),
    UploadIdMarker: idMarker ?? '',
    ...(truncated && last && { NextKeyMarker: encodeKey(last.key, encoding), NextUploadIdMarker: last.id }),
    Prefix: encodeKey(prefix, encoding),
    MaxUploads: size,
    EncodingType: encoding,
    IsTruncated: truncated,
    Upload: page.map((upload) => ({
      Key: encodeKey(upload.key, encoding),
      UploadId: upload.id,
      StorageClass: upload.meta.object.storageClass,
      Initiated: upload.initiated.toISOString(),
      ...(upload.meta.checksumRequested && {
        ChecksumAlgorithm: upload.meta.checksumAlgorithm,
        ChecksumType: upload.meta.checksumType,
      }),
    })),
  });
  return { status: 200, headers: {}, body };
}
