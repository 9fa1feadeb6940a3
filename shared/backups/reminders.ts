import type { Reminder } from '../contracts/health.ts';
import { ageDays, type HealthFacts, keptOf, lastSelfTestOf, limits } from './health-facts.ts';

const takeHome = ({ takeHomeAt, now }: HealthFacts): Reminder | undefined => {
  if (takeHomeAt === undefined) return { code: 'reminder.take-home-never', params: {}, step: 'take-home' };
  const days = Math.floor(ageDays(takeHomeAt, now));
  if (days < limits.takeHomeDays) return undefined;
  return { code: 'reminder.take-home-old', params: { at: takeHomeAt, days }, step: 'take-home' };
};

const rebuild = ({ backups, now }: HealthFacts): Reminder | undefined => {
  const at = backups
    .flatMap(({ proof }) => (proof?.kind === 'rebuilt' && proof.passed ? [proof.at] : []))
    .sort()
    .at(-1);
  if (at === undefined) return { code: 'reminder.rebuild-never', params: {}, step: 'rebuild' };
  if (ageDays(at, now) <= limits.drillDays) return undefined;
  return { code: 'reminder.rebuild-old', params: { at }, step: 'rebuild' };
};

const selfTest = ({ backups, now }: HealthFacts): Reminder | undefined => {
  const last = lastSelfTestOf(backups);
  if (last === undefined) return { code: 'reminder.self-test-never', params: {}, step: 'self-test' };
  if (ageDays(last.at, now) <= limits.drillDays) return undefined;
  return { code: 'reminder.self-test-old', params: { at: last.at }, step: 'self-test' };
};

/** What is worth doing one of these days, the one that needs a person first. A library without copies has other worries. */
export const remindersOf = (facts: HealthFacts): Reminder[] =>
  keptOf(facts.backups).length === 0 ? [] : [takeHome, rebuild, selfTest].flatMap((ask) => ask(facts) ?? []);
