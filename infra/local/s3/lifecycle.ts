import * as z from 'zod';
import type { BlobRef } from './blobs.ts';
import type { Bucket } from './buckets.ts';
import type { LifecycleRule } from './config.ts';
import type { Core } from './core.ts';
import { isRemovable } from './lock.ts';
import { type Version, versionFromRow } from './version-row.ts';
import { versionIdFor } from './versions.ts';

export interface SweepReport {
  readonly expired: number;
  readonly noncurrentRemoved: number;
  readonly markersRemoved: number;
  readonly uploadsAborted: number;
}

const DAY_MS = 86_400_000;

/** AWS counts whole days and rounds up to the next midnight UTC. */
function dueAfter(start: Date, days: number): number {
  return Math.ceil((start.getTime() + days * DAY_MS) / DAY_MS) * DAY_MS;
}

function isDue(start: Date | undefined, days: number | undefined, now: Date): boolean {
  return start !== undefined && days !== undefined && dueAfter(start, days) <= now.getTime();
}

interface RuleOutcome {
  readonly report: SweepReport;
  readonly orphans: readonly BlobRef[];
}

const NOTHING: SweepReport = { expired: 0, noncurrentRemoved: 0, markersRemoved: 0, uploadsAborted: 0 };

function add(a: SweepReport, b: SweepReport): SweepReport {
  return {
    expired: a.expired + b.expired,
    noncurrentRemoved: a.noncurrentRemoved + b.noncurrentRemoved,
    markersRemoved: a.markersRemoved + b.markersRemoved,
    uploadsAborted: a.uploadsAborted + b.uploadsAborted,
  };
}

const countSchema = z.object({ n: z.int() });

/** Applies one rule in one transaction. */
function applyRule(core: Core, bucket: Bucket, rule: LifecycleRule, now: Date): RuleOutcome {
  const orphans: BlobRef[] = [];
  const counts = { expired: 0, noncurrentRemoved: 0, markersRemoved: 0, uploadsAborted: 0 };
  const { sql } = core.database;
  const rows = sql.prepare(
    'SELECT * FROM version WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 ORDER BY key, seq DESC',
  );
  const others = sql.prepare('SELECT count(*) AS n FROM version WHERE bucket = ? AND key = ?');
  const newer = sql.prepare(
    'SELECT count(*) AS n FROM version WHERE bucket = ? AND key = ? AND seq > ? AND is_latest = 0 AND delete_marker = 0',
  );
  const isAlone = (version: Version) => countSchema.parse(others.get(version.bucket, version.key)).n === 1;
  const newerCount = (version: Version) => countSchema.parse(newer.get(version.bucket, version.key, version.seq)).n;

  function expireCurrent(version: Version): void {
    if (bucket.config.versioning === 'Off') orphans.push(...core.versions.remove(version));
    else {
      const versionId = versionIdFor(bucket.config, core.newId);
      const marked = core.versions.putMarker({ bucket: bucket.name, key: version.key, versionId, at: now });
      orphans.push(...marked.orphans);
    }
    counts.expired += 1;
  }

  function removeNoncurrent(version: Version): void {
    const kept = rule.newerNoncurrentVersions ?? 0;
    const due = isDue(version.noncurrentSince, rule.noncurrentDays, now) && newerCount(version) >= kept;
    // A lock outlives every rule: the version stays until a sweep after its lock has ended.
    if (!due || !isRemovable(version, now)) return;
    orphans.push(...core.versions.remove(version));
    counts.noncurrentRemoved += 1;
  }

  function removeLoneMarker(marker: Version): void {
    const wanted = rule.expiredObjectDeleteMarker || rule.expirationDays !== undefined;
    if (!wanted || !isAlone(marker)) return;
    core.versions.remove(marker);
    counts.markersRemoved += 1;
  }

  function visit(version: Version): void {
    if (!version.isLatest) removeNoncurrent(version);
    else if (version.deleteMarker) removeLoneMarker(version);
    else if (isDue(version.lastModified, rule.expirationDays, now)) expireCurrent(version);
  }

  // Oldest first within a key, so that a marker left alone by this sweep goes in the same one.
  for (const version of rows.all(bucket.name, rule.prefix).map(versionFromRow).reverse()) visit(version);
  if (rule.abortIncompleteMultipartDays !== undefined) {
    for (const upload of core.uploads.olderThan(bucket.name, rule.prefix, now)) {
      if (!isDue(upload.initiated, rule.abortIncompleteMultipartDays, now)) continue;
      orphans.push(...core.uploads.remove(upload));
      counts.uploadsAborted += 1;
    }
  }
  return { report: counts, orphans };
}

/** Does once what S3's lifecycle does about daily: expire, remove old versions, abort uploads nobody finished. */
export function sweepLifecycle(core: Core, now: Date): SweepReport {
  let total = NOTHING;
  for (const bucket of core.buckets.all()) {
    for (const rule of bucket.config.lifecycle.filter(({ enabled }) => enabled)) {
      const { report, orphans } = core.database.transaction(() => applyRule(core, bucket, rule, now));
      core.blobs.discard(orphans);
      total = add(total, report);
    }
  }
  return total;
}
