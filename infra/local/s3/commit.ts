import type { BlobRef } from './blobs.ts';
import { checkWrite, type WriteConditions } from './conditions.ts';
import type { Core } from './core.ts';
import { S3Error } from './errors.ts';
import { objectCreated } from './events.ts';
import type { Call } from './types.ts';
import type { Version } from './version-row.ts';
import { type NewVersion, versionIdFor, type Written } from './versions.ts';

export interface CommitInput {
  readonly object: Omit<NewVersion, 'versionId' | 'at'>;
  readonly conditions: WriteConditions;
  /** More work for the same transaction; returns blobs to discard. */
  readonly also?: () => readonly BlobRef[];
  readonly deletedMeanwhile?: () => boolean;
}

function conflict(): S3Error {
  return new S3Error(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  );
}

/**
 * Makes an object whose bytes already lie in their place visible: conditions, row, and event in one transaction.
 * The check and the write cannot be parted, so of many conditional writers exactly one wins.
 */
export async function commitObject(core: Core, call: Call, input: CommitInput): Promise<Version> {
  const { bucket, key } = input.object;
  await core.fault('before-commit', { bucket, key });
  const done = core.database.transaction((): Written => {
    const { config } = core.buckets.get(bucket);
    const conditional = input.conditions.mustBeAbsent || input.conditions.mustMatch !== undefined;
    if (conditional && input.deletedMeanwhile?.()) throw conflict();
    checkWrite(input.conditions, core.versions.current(bucket, key));
    const further = input.also?.() ?? [];
    const versionId = versionIdFor(config, core.newId);
    const written = core.versions.put({ ...input.object, versionId, at: core.now() });
    if (config.notifications.eventBridge) core.outbox.add(objectCreated(core, call, written.version));
    return { ...written, orphans: [...written.orphans, ...further] };
  });
  core.blobs.discard(done.orphans);
  core.outbox.wake();
  await core.fault('after-commit', { bucket, key });
  return done.version;
}

/** `x-amz-version-id`, where the bucket keeps (or once kept) versions. */
export function versionHeader(core: Core, version: Version): Record<string, string> {
  const { versioning } = core.buckets.get(version.bucket).config;
  return versioning === 'Off' ? {} : { 'x-amz-version-id': version.versionId };
}
