import { headerValue } from '../../sigv4/canonical.ts';
import { incomingBody } from '../body.ts';
import { checksumHeader, type StoredChecksum } from '../checksums.ts';
import { commitObject, versionHeader } from '../commit.ts';
import { checkWrite, writeConditions } from '../conditions.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import { newObject, requireWriteRights } from '../new-object.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';

export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

export function writtenHeaders(core: Core, version: Version): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    ...checksumHeaders(version.meta.checksum),
    ...encryptionHeaders(version.meta.encryption),
    ...versionHeader(core, version),
  };
}

export async function putObject(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const object = newObject(core, call, core.buckets.get(bucket));
  const { encryption } = object.meta;
  requireWriteRights(core, call, encryption);
  const conditions = writeConditions(call.headers);
  const body = incomingBody(call);
  if (object.locked && !body.claimed && headerValue(call.headers, 'content-md5') === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
  }
  checkWrite(conditions, core.versions.current(bucket, key));
  await askKey(core, call, encryption, 'GenerateDataKey');
  const watch = core.conflicts.watch(bucket, key);
  const blob = { bucket, key, blob: core.newId() };
  try {
    await core.blobs.write(blob, body.data);
    const checksum = {
      algorithm: body.claimed?.algorithm ?? 'CRC64NVME',
      type: 'FULL_OBJECT',
      value: body.checksum(),
    } as const;
    const version = await commitObject(core, call, {
      conditions,
      deletedMeanwhile: watch.deleted,
      object: {
        bucket,
        key,
        // With KMS an ETag is not the MD5 of the bytes on AWS; here too, so that nobody relies on it.
        etag: encryption.algorithm === 'AES256' ? body.md5().toString('hex') : core.newId(),
        meta: { ...object.meta, checksum },
        ...object.lock,
        tags: object.tags,
        segments: [{ ...blob, size: body.size() }],
      },
    });
    return { status: 200, headers: writtenHeaders(core, version) };
  } catch (error) {
    if (!core.versions.knowsBlob(bucket, blob.blob)) core.blobs.discard([blob]);
    throw error;
  } finally {
    watch.stop();
  }
}
