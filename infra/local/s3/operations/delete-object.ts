import { headerValue } from '../../sigv4/canonical.ts';
import type { BlobRef } from '../blobs.ts';
import type { Core } from '../core.ts';
import { notImplemented } from '../errors.ts';
import { checkRemovable } from '../lock.ts';
import { requireBypass } from '../new-object.ts';
import type { Answer, Call } from '../types.ts';

export interface Deletion {
  /** The marker made, or that the version removed was one. */
  readonly deleteMarker: boolean;
  readonly versionId: string | undefined;
}

interface Removed {
  readonly deletion: Deletion;
  readonly orphans: readonly BlobRef[];
}

/** Hides the key behind a marker or, where no versions are kept, removes it. */
function hide(core: Core, bucket: string, key: string): Removed {
  const { versioning } = core.buckets.get(bucket).config;
  if (versioning === 'Off') {
    const current = core.versions.current(bucket, key);
    const orphans = current ? core.versions.remove(current) : [];
    return { deletion: { deleteMarker: false, versionId: undefined }, orphans };
  }
  const versionId = versioning === 'Enabled' ? core.newId() : 'null';
  const { version, orphans } = core.versions.putMarker({ bucket, key, versionId, at: core.now() });
  return { deletion: { deleteMarker: true, versionId: version.versionId }, orphans };
}

function removeVersion(core: Core, bucket: string, key: string, versionId: string, bypass: boolean): Removed {
  core.buckets.get(bucket);
  const version = core.versions.byId(bucket, key, versionId);
  if (!version) return { deletion: { deleteMarker: false, versionId }, orphans: [] };
  checkRemovable(version, core.now(), bypass);
  return { deletion: { deleteMarker: version.deleteMarker, versionId }, orphans: core.versions.remove(version) };
}

/**
 * Deletes one key or one version of it, with the rights and locks that apply.
 * @throws S3Error AccessDenied, NoSuchBucket
 */
export function deleteOne(core: Core, call: Call, key: string, versionId: string | undefined): Deletion {
  const { bucket } = call;
  const action = versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion';
  core.authoriser.require(call, action, { bucket, key });
  const bypass = versionId !== undefined && requireBypass(core, call, key);
  const { deletion, orphans } = core.database.transaction(() =>
    versionId === undefined ? hide(core, bucket, key) : removeVersion(core, bucket, key, versionId, bypass),
  );
  core.conflicts.noteDelete(bucket, key);
  core.blobs.discard(orphans);
  return deletion;
}

export async function deleteObject(core: Core, call: Call): Promise<Answer> {
  if (headerValue(call.headers, 'if-match') !== undefined) throw notImplemented('If-Match on DeleteObject');
  const { deleteMarker, versionId } = deleteOne(core, call, call.key, call.query.get('versionId'));
  return {
    status: 204,
    headers: {
      ...(deleteMarker && { 'x-amz-delete-marker': 'true' }),
      ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
    },
  };
}
