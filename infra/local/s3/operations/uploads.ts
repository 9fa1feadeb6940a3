import { headerValue } from '../../sigv4/canonical.ts';
import { type ChecksumAlgorithm, type ChecksumType, requireAlgorithm } from '../checksums.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import { newObject, requireWriteRights } from '../new-object.ts';
import { wholeNumber } from '../numbers.ts';
import type { Answer, Call } from '../types.ts';
import type { Upload } from '../uploads.ts';
import { xmlDocument } from '../xml.ts';

const MOST_PARTS = 10_000;

/** The upload a request names. @throws S3Error NoSuchUpload, NoSuchBucket */
export function requireUpload(core: Core, call: Call): Upload {
  core.buckets.get(call.bucket);
  return core.uploads.get(call.bucket, call.key, call.query.get('uploadId') ?? '');
}

function checksumPlan(call: Call): { algorithm: ChecksumAlgorithm; type: ChecksumType; requested: boolean } {
  const named = headerValue(call.headers, 'x-amz-checksum-algorithm');
  const type = headerValue(call.headers, 'x-amz-checksum-type');
  if (named === undefined) {
    if (type !== undefined) {
      throw new S3Error(
        'InvalidRequest',
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    }
    return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', requested: false };
  }
  const algorithm = requireAlgorithm(named);
  const chosen = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (chosen !== 'FULL_OBJECT' && chosen !== 'COMPOSITE') {
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
  }
  const impossible = chosen === 'FULL_OBJECT' ? algorithm.startsWith('SHA') : algorithm === 'CRC64NVME';
  if (impossible) {
    throw new S3Error(
      'InvalidRequest',
      `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: chosen, requested: true };
}

export async function createMultipartUpload(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const object = newObject(core, call, core.buckets.get(bucket));
  requireWriteRights(core, call, object.meta.encryption);
  await askKey(core, call, object.meta.encryption, 'GenerateDataKey');
  const plan = checksumPlan(call);
  const id = core.newId();
  core.database.transaction(() =>
    core.uploads.create({
      id,
      bucket,
      key,
      initiated: core.now(),
      meta: {
        object: object.meta,
        tags: object.tags,
        ...(object.lock.retention && { retention: object.lock.retention }),
        legalHold: object.lock.legalHold,
        checksumAlgorithm: plan.algorithm,
        checksumType: plan.type,
        checksumRequested: plan.requested,
      },
    }),
  );
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(object.meta.encryption),
      ...(plan.requested && { 'x-amz-checksum-algorithm': plan.algorithm, 'x-amz-checksum-type': plan.type }),
    },
    body: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id }),
  };
}

export async function abortMultipartUpload(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  core.authoriser.require(call, 'AbortMultipartUpload', { bucket, key });
  const orphans = core.database.transaction(() => core.uploads.remove(requireUpload(core, call)));
  core.blobs.discard(orphans);
  return { status: 204, headers: {} };
}

/** @throws S3Error InvalidArgument outside 1–10,000 */
export function partNumber(call: Call): number {
  const number = wholeNumber(call.query.get('partNumber'));
  if (number === undefined || number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
  }
  return number;
}
