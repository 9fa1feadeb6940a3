import { Cron } from 'croner';
import type { Deliverer, Target } from './deliverer.ts';

export interface ScheduleDefinition {
  readonly name: string;
  /** `cron(…)` or `rate(…)` as EventBridge Scheduler takes them. */
  readonly expression: string;
  readonly timezone: string;
  readonly target: Target;
  readonly input: string;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * An AWS cron expression (minute hour day-of-month month day-of-week year) for croner. AWS counts days of the week
 * from 1 = Sunday and writes `?` for the day that is not restricted.
 * @throws for what cannot be translated exactly
 */
export function translateCron(expression: string): string {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || !minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year) {
    throw new Error(`A schedule must be cron with six fields: ${expression}`);
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw new Error(`Exactly one day field must be "?": ${expression}`);
  if (/[LW#]/.test(`${dayOfMonth}${dayOfWeek.replace(/WED/i, '')}`)) {
    throw new Error(`The local schedules do not know L, W and #: ${expression}`);
  }
  // Only the digits that name days move; the step after a slash is a count.
  const shifted = dayOfWeek.replace(/(^|[,-])(\d)/g, (_whole, before, day) => `${before}${Number(day) - 1}`);
  const any = (field: string) => (field === '?' ? '*' : field);
  // AWS steps from a number to the end of the range; croner wants the end written down.
  const stepped = (field: string, last: number) => any(field).replace(/^(\d+)\//, `$1-${last}/`);
  const day = stepped(dayOfMonth, 31);
  return `0 ${stepped(minute, 59)} ${stepped(hour, 23)} ${day} ${stepped(month, 12)} ${stepped(shifted, 6)} ${year}`;
}

/** Milliseconds of `rate(5 minutes)`. */
export function rateMs(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const each = unit === undefined ? undefined : UNIT_MS[unit];
  return count === undefined || each === undefined ? undefined : Number(count) * each;
}

/** Starts the clockwork. A schedule that was missed while nothing ran is not made up for, as nothing ran on AWS either. */
export function runSchedules(
  schedules: readonly ScheduleDefinition[],
  deliverer: Deliverer,
): { readonly fire: (name: string) => void; readonly close: () => void } {
  const fire = (name: string) => {
    const schedule = schedules.find((each) => each.name === name);
    if (!schedule) throw new Error(`There is no schedule ${name}.`);
    deliverer.deliver([{ target: `schedule/${name}`, payload: schedule.input }]);
  };
  const stops = schedules.map((schedule) => {
    deliverer.define(`schedule/${schedule.name}`, schedule.target);
    const every = rateMs(schedule.expression);
    if (every !== undefined) {
      const timer = setInterval(() => fire(schedule.name), every);
      timer.unref();
      return () => clearInterval(timer);
    }
    const job = new Cron(translateCron(schedule.expression), { timezone: schedule.timezone, unref: true }, () =>
      fire(schedule.name),
    );
    return () => job.stop();
  });
  return {
    fire,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
