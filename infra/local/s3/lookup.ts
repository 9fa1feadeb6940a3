import type { Core } from './core.ts';
import { S3Error } from './errors.ts';
import type { AccessDecision } from './types.ts';
import type { Version } from './version-row.ts';

export interface Wanted {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/**
 * The version a read asks for.
 * Who may not list the bucket must not learn what is absent, so that the missing key is a 403 as on AWS.
 * @throws S3Error NoSuchKey, NoSuchVersion, MethodNotAllowed (a delete marker by id), AccessDenied
 */
export function requireVersion(core: Core, wanted: Wanted, access: AccessDecision): Version {
  const { bucket, key, versionId } = wanted;
  core.buckets.get(bucket);
  const found =
    versionId === undefined ? core.versions.current(bucket, key) : core.versions.byId(bucket, key, versionId);
  if (found && !found.deleteMarker) return found;
  if (found && versionId !== undefined) {
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      headers: { ...markerHeaders(found), allow: 'DELETE', 'last-modified': found.lastModified.toUTCString() },
    });
  }
  if (!access.hasList) {
    throw new S3Error(
      'AccessDenied',
      `Access Denied: s3:ListBucket on "arn:aws:s3:::${bucket}" would tell what is absent.`,
    );
  }
  if (versionId !== undefined) {
    throw new S3Error('NoSuchVersion', 'The specified version does not exist.', {
      elements: { Key: key, VersionId: versionId },
    });
  }
  throw new S3Error('NoSuchKey', 'The specified key does not exist.', {
    elements: { Key: key },
    ...(found && { headers: markerHeaders(found) }),
  });
}

function markerHeaders(marker: Version): Record<string, string> {
  return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId };
}
