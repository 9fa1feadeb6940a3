import type { CopyLine } from '../contracts/health.ts';
import { ageDays, ageHours, type HealthFacts, keptOf, limits, newestProved, offsiteIsLate } from './health-facts.ts';

type Line = Omit<CopyLine, 'place'>;

const live = ({ mode }: HealthFacts): Line => ({
  state: 'good',
  code: mode === 'practice' ? 'copy.live-practice' : 'copy.live',
  params: {},
  step: 'none',
});

const kept = ({ backups, now }: HealthFacts): Line => {
  const copies = keptOf(backups);
  const [newest] = copies;
  if (newest === undefined) return { state: 'missing', code: 'copy.kept-none', params: {}, step: 'back-up' };
  const params = { count: copies.length, copyOf: newest.exportTime };
  return ageHours(newest.exportTime, now) > limits.lateHours
    ? { state: 'look', code: 'copy.kept-late', params, step: 'back-up' }
    : { state: 'good', code: 'copy.kept', params, step: 'none' };
};

const offsite = (facts: HealthFacts): Line => {
  const { offsite: there, mode } = facts;
  if (there === undefined)
    return {
      state: 'missing',
      code: mode === 'practice' ? 'copy.offsite-practice' : 'copy.offsite-none',
      params: {},
      step: 'none',
    };
  const params = there.copyOf === undefined ? {} : { copyOf: there.copyOf };
  return offsiteIsLate(facts)
    ? { state: 'look', code: 'copy.offsite-late', params, step: 'none' }
    : { state: 'good', code: 'copy.offsite', params, step: 'none' };
};

const takeHome = ({ takeHomeAt, now }: HealthFacts): Line => {
  if (takeHomeAt === undefined) return { state: 'missing', code: 'copy.take-home-none', params: {}, step: 'take-home' };
  return ageDays(takeHomeAt, now) < limits.takeHomeDays
    ? { state: 'good', code: 'copy.take-home', params: { at: takeHomeAt }, step: 'none' }
    : { state: 'look', code: 'copy.take-home-old', params: { at: takeHomeAt }, step: 'take-home' };
};

const undeletable = ({ backups, mode, now }: HealthFacts): Line => {
  if (mode === 'practice') return { state: 'missing', code: 'copy.deletable-practice', params: {}, step: 'none' };
  const until = keptOf(backups)
    .flatMap(({ lockMode, retainUntil }) =>
      lockMode === 'COMPLIANCE' && retainUntil !== undefined ? [retainUntil] : [],
    )
    .filter((at) => Date.parse(at) > now.getTime())
    .sort()
    .at(-1);
  return until === undefined
    ? { state: 'missing', code: 'copy.deletable-trial', params: {}, step: 'none' }
    : { state: 'good', code: 'copy.undeletable', params: { until }, step: 'none' };
};

/** No errors in the last proof: of the copy that was looked at last. */
const errors = ({ backups }: HealthFacts): Line => {
  const [last] = keptOf(backups)
    .flatMap(({ proof }) => (proof === undefined ? [] : [proof]))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  if (last === undefined) return { state: 'missing', code: 'copy.errors-unknown', params: {}, step: 'prove' };
  const { at, records, kind } = last;
  if (last.passed) return { state: 'good', code: 'copy.errors-none', params: { at, records, kind }, step: 'none' };
  const better = newestProved(keptOf(backups)) !== undefined;
  return { state: better ? 'look' : 'missing', code: 'copy.errors-found', params: { at }, step: 'back-up' };
};

/** The copies of the library, in the order of the rule of thumb 3-2-1-1-0. */
export const copiesOf = (facts: HealthFacts): CopyLine[] => [
  { place: 'live', ...live(facts) },
  { place: 'kept', ...kept(facts) },
  { place: 'offsite', ...offsite(facts) },
  { place: 'take-home', ...takeHome(facts) },
  { place: 'undeletable', ...undeletable(facts) },
  { place: 'errors', ...errors(facts) },
];
