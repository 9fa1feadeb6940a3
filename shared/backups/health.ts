import type { Backup } from '../contracts/backups.ts';
import type { SafetyHealth, SafetyVerdict } from '../contracts/health.ts';
import { daysOf } from './calendar.ts';
import { copiesOf } from './copies.ts';
import {
  ageDays,
  ageHours,
  type HealthFacts,
  keptOf,
  lastProofOf,
  lastSelfTestOf,
  limits,
  newestProved,
  offsiteIsLate,
} from './health-facts.ts';
import { remindersOf } from './reminders.ts';

type Judge = (facts: HealthFacts, kept: readonly Backup[], newest: Backup) => SafetyVerdict | undefined;

const newestFailed: Judge = (_facts, _kept, newest) =>
  newest.proof?.passed === false
    ? { colour: 'red', code: 'safety.failed', params: { copyOf: newest.exportTime }, step: 'back-up' }
    : undefined;

const stale: Judge = ({ now }, kept) => {
  const at = lastProofOf(kept);
  if (at === undefined || ageDays(at, now) <= limits.staleDays) return undefined;
  const days = Math.floor(ageDays(at, now));
  return { colour: 'red', code: 'safety.stale', params: { lastProofAt: at, days }, step: 'back-up' };
};

/** A proof that takes a damaged copy for whole says nothing, so neither does its green. */
const selfTestMissed: Judge = ({ backups }) => {
  const last = lastSelfTestOf(backups);
  const missed = last?.results.filter(({ outcome }) => outcome === 'missed').length ?? 0;
  if (last === undefined || missed === 0) return undefined;
  const params = { at: last.at, damages: last.results.length, missed };
  return { colour: 'red', code: 'safety.self-test-missed', params, step: 'see' };
};

const late: Judge = ({ now, running }, _kept, newest) => {
  const hours = ageHours(newest.exportTime, now);
  if (hours <= limits.lateHours) return undefined;
  if (running) return { colour: 'amber', code: 'safety.running', params: {}, step: 'none' };
  const params = { copyOf: newest.exportTime, days: Math.max(1, Math.floor(hours / 24)) };
  return { colour: hours > limits.veryLateHours ? 'red' : 'amber', code: 'safety.late', params, step: 'back-up' };
};

const unproved: Judge = ({ now, running }, kept, newest) => {
  if (newest.proof !== undefined) return undefined;
  if (running) return { colour: 'amber', code: 'safety.running', params: {}, step: 'none' };
  const never = lastProofOf(kept) === undefined && ageDays(newest.exportTime, now) > 1;
  const params = { copyOf: newest.exportTime };
  return { colour: never ? 'red' : 'amber', code: 'safety.no-proof', params, step: 'prove' };
};

/** An older copy that was looked at since and did not prove: the newest is good, but somebody should know. */
const olderFailed: Judge = (_facts, kept, newest) => {
  const { proof } = newest;
  if (proof === undefined) return undefined;
  const worse = kept.find((one) => one.proof?.passed === false && one !== newest && one.proof.at > proof.at);
  if (worse === undefined) return undefined;
  return { colour: 'amber', code: 'safety.older-failed', params: { copyOf: worse.exportTime }, step: 'see' };
};

const vaultMissing: Judge = ({ vaultMissing: missing = 0 }) =>
  missing === 0 ? undefined : { colour: 'amber', code: 'safety.vault-missing', params: { missing }, step: 'back-up' };

const lockShort: Judge = ({ vaultLockUntil, now }) => {
  if (vaultLockUntil === undefined) return undefined;
  const days = -ageDays(vaultLockUntil, now);
  if (days >= limits.vaultLockDays) return undefined;
  const params = { until: vaultLockUntil, days: Math.max(0, Math.floor(days)) };
  return { colour: 'amber', code: 'safety.vault-lock-short', params, step: 'back-up' };
};

const offsiteLate: Judge = (facts) => {
  if (!offsiteIsLate(facts)) return undefined;
  const copyOf = facts.offsite?.copyOf;
  const params = copyOf === undefined ? {} : { copyOf };
  return { colour: 'amber', code: 'safety.offsite-late', params, step: 'see' };
};

const proved: Judge = ({ mode }, kept) => {
  const good = newestProved(kept);
  if (good === undefined) return undefined;
  const { at, kind, records, seconds } = good.proof;
  // Only a COMPLIANCE lock binds everybody; the sentence promises nothing that an administrator could undo.
  const sure = mode === 'production' && good.lockMode === 'COMPLIANCE' && good.retainUntil !== undefined;
  const params = { kind, at, copyOf: good.exportTime, records, seconds };
  return {
    colour: 'green',
    code: mode === 'production' ? 'safety.proved' : mode === 'trial' ? 'safety.proved-trial' : 'safety.proved-practice',
    params: sure ? { ...params, retainUntil: good.retainUntil ?? '' } : params,
    step: 'none',
  };
};

/** In the order of their weight: the first that has something to say is the sentence, unless a later one is worse. */
const judges: readonly Judge[] = [
  newestFailed,
  stale,
  selfTestMissed,
  late,
  unproved,
  olderFailed,
  vaultMissing,
  lockShort,
  offsiteLate,
  proved,
];
const weights = { red: 0, amber: 1, green: 2 } as const;

const verdictsOf = (facts: HealthFacts): SafetyVerdict[] => {
  const kept = keptOf(facts.backups);
  const [newest] = kept;
  if (newest === undefined)
    return facts.running
      ? [{ colour: 'amber', code: 'safety.running', params: {}, step: 'none' }]
      : [{ colour: 'red', code: 'safety.never', params: {}, step: 'back-up' }];
  return judges
    .flatMap((judge) => judge(facts, kept, newest) ?? [])
    .sort((a, b) => weights[a.colour] - weights[b.colour]);
};

/** What the home page says: one colour, one sentence, one step; and everything behind it. */
export const healthOf = (facts: HealthFacts): SafetyHealth => {
  const [first, ...others] = verdictsOf(facts);
  if (first === undefined) throw new Error('a library without a verdict about its copies');
  const kept = facts.backups.filter(({ state }) => state === 'kept');
  const lastBackupId = kept
    .map(({ id }) => id)
    .sort()
    .at(-1);
  const lastProofAt = lastProofOf(facts.backups);
  const selfTest = lastSelfTestOf(facts.backups);
  return {
    ...first,
    others,
    reminders: remindersOf(facts),
    practice: facts.mode === 'practice',
    days: daysOf(facts.backups, facts.now, facts.zone),
    copies: copiesOf(facts),
    ...(lastBackupId === undefined ? {} : { lastBackupId }),
    ...(lastProofAt === undefined ? {} : { lastProofAt }),
    ...(selfTest === undefined ? {} : { selfTest }),
  };
};
