import type { Backup } from '../contracts/backups.ts';
import type { SafetyHealth } from '../contracts/health.ts';

const DAY_MS = 86_400_000;
/** The days of the heat map. */
const MAP_DAYS = 35;

/** The calendar day of an instant in a time zone. */
export const localDay = (at: Date, zone: string): string => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(at);
};

const previousDay = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/** Backups and proofs of the last 35 days, oldest first, by the library's own calendar. */
export const daysOf = (backups: readonly Backup[], now: Date, zone: string): SafetyHealth['days'] => {
  const days = new Map<string, { backups: number; proved: number; failed: number }>();
  let day = localDay(now, zone);
  for (let index = 0; index < MAP_DAYS; index += 1) {
    days.set(day, { backups: 0, proved: 0, failed: 0 });
    day = previousDay(day);
  }
  for (const backup of backups) {
    const made = days.get(localDay(new Date(backup.exportTime), zone));
    if (made !== undefined && backup.state === 'kept') made.backups += 1;
    if (made !== undefined && backup.state === 'failed') made.failed += 1;
    if (backup.proof === undefined) continue;
    const proved = days.get(localDay(new Date(backup.proof.at), zone));
    if (proved === undefined) continue;
    if (backup.proof.passed) proved.proved += 1;
    else proved.failed += 1;
  }
  return [...days].map(([name, counts]) => ({ day: name, ...counts })).reverse();
};
