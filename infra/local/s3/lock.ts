import { headerValue } from '../sigv4/canonical.ts';
import type { BucketConfig, DefaultRetention } from './config.ts';
import { S3Error } from './errors.ts';
import { type Retention, retentionModeSchema } from './object-meta.ts';
import type { Call } from './types.ts';
import type { Version } from './version-row.ts';

const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;

export function isBypass(call: Call): boolean {
  return headerValue(call.headers, 'x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
}

function lockedError(): S3Error {
  return new S3Error('AccessDenied', 'Access Denied because object protected by object lock.');
}

/**
 * Refuses to remove a version that a lock still protects. COMPLIANCE and a legal hold yield to nobody.
 * @param bypass the caller asked to bypass GOVERNANCE and may
 * @throws S3Error AccessDenied
 */
export function checkRemovable(version: Version, now: Date, bypass: boolean): void {
  if (version.legalHold) throw lockedError();
  const { retention } = version;
  if (!retention || retention.until.getTime() <= now.getTime()) return;
  if (retention.mode === 'COMPLIANCE' || !bypass) throw lockedError();
}

export function isRemovable(version: Version, now: Date): boolean {
  return !version.legalHold && !(version.retention && version.retention.until.getTime() > now.getTime());
}

/**
 * Decides whether a retention may replace another: COMPLIANCE only ever grows, GOVERNANCE shrinks with the bypass.
 * @throws S3Error AccessDenied
 */
export function checkRetentionChange(
  version: Version,
  wanted: Retention | undefined,
  now: Date,
  bypass: boolean,
): void {
  const { retention } = version;
  if (!retention || retention.until.getTime() <= now.getTime()) return;
  const longer =
    wanted !== undefined && wanted.mode === retention.mode && wanted.until.getTime() >= retention.until.getTime();
  if (!longer && (retention.mode === 'COMPLIANCE' || !bypass)) throw lockedError();
}

/** @throws S3Error InvalidArgument for an unknown mode or a date that is malformed or past */
export function parseRetention(mode: string, until: string, now: Date): Retention {
  const parsed = retentionModeSchema.safeParse(mode);
  if (!parsed.success) throw new S3Error('InvalidArgument', 'Unknown wormMode directive.');
  const time = /^\d{4}-\d\d-\d\dT/.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new S3Error('InvalidArgument', 'The retain until date must be provided in ISO 8601 format');
  }
  if (time <= now.getTime()) throw new S3Error('InvalidArgument', 'The retain until date must be in the future!');
  return { mode: parsed.data, until: new Date(time) };
}

function defaultRetention(rule: DefaultRetention | undefined, now: Date): Retention | undefined {
  if (!rule) return undefined;
  const days = rule.days ?? (rule.years ?? 0) * DAYS_PER_YEAR;
  return { mode: rule.mode, until: new Date(now.getTime() + days * DAY_MS) };
}

export interface Lock {
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
}

/**
 * The lock of a new object, from the request's headers or the bucket's default.
 * @throws S3Error InvalidRequest where the bucket has no Object Lock or only half of a retention is given
 */
export function lockFor(call: Call, config: BucketConfig, now: Date): Lock {
  const mode = headerValue(call.headers, 'x-amz-object-lock-mode');
  const until = headerValue(call.headers, 'x-amz-object-lock-retain-until-date');
  const hold = headerValue(call.headers, 'x-amz-object-lock-legal-hold');
  if (!config.objectLock) {
    if (mode === undefined && until === undefined && hold === undefined)
      return { retention: undefined, legalHold: false };
    throw new S3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  if ((mode === undefined) !== (until === undefined)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw new S3Error('InvalidArgument', 'Legal Hold must be either of ON or OFF');
  }
  const retention =
    mode !== undefined && until !== undefined
      ? parseRetention(mode, until, now)
      : defaultRetention(config.objectLock.defaultRetention, now);
  return { retention, legalHold: hold === 'ON' };
}

export function lockHeaders(lock: Lock): Record<string, string> {
  return {
    ...(lock.retention && {
      'x-amz-object-lock-mode': lock.retention.mode,
      'x-amz-object-lock-retain-until-date': lock.retention.until.toISOString(),
    }),
    ...(lock.legalHold && { 'x-amz-object-lock-legal-hold': 'ON' }),
  };
}
