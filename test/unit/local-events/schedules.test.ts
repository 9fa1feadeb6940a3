import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { rateMs, translateCron } from '../../../infra/local/events/schedules.ts';

const next = (expression: string, from: string) =>
  new Cron(translateCron(expression), { timezone: 'UTC', paused: true }).nextRun(new Date(from))?.toISOString();

describe('a schedule', () => {
  it.each([
    ['cron(15 2 * * ? *)', '2026-03-01T03:00:00Z', '2026-03-02T02:15:00.000Z'],
    // Days of the week count from 1 = Sunday: 2 is a Monday.
    ['cron(0 9 ? * 2 *)', '2026-03-01T00:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['cron(0 9 ? * 1 *)', '2026-02-28T00:00:00Z', '2026-03-01T09:00:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-03-01T00:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['cron(0 9 ? * 2-6 *)', '2026-03-07T10:00:00Z', '2026-03-09T09:00:00.000Z'],
    ['cron(0/5 * * * ? *)', '2026-03-01T00:01:00Z', '2026-03-01T00:05:00.000Z'],
    ['cron(30 1 1 * ? *)', '2026-03-02T00:00:00Z', '2026-04-01T01:30:00.000Z'],
  ])('%s after %s is at %s', (expression, from, expected) => {
    expect(next(expression, from)).toBe(expected);
  });

  it('that cannot be translated exactly is refused', () => {
    for (const expression of ['cron(0 9 L * ? *)', 'cron(0 9 ? * 2#1 *)', 'cron(0 9 * * * *)', 'cron(0 9 * *)']) {
      expect(() => translateCron(expression)).toThrow();
    }
  });

  it('may be a rate', () => {
    expect([rateMs('rate(5 minutes)'), rateMs('rate(1 hour)'), rateMs('cron(0 9 * * ? *)')]).toEqual([
      300_000,
      3_600_000,
      undefined,
    ]);
  });
});
