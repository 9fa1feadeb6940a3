import * as z from 'zod';
import { update } from '../../aws/fragments.ts';
import { weeklyMailKey } from '../../aws/keys.ts';
import { commitOne } from '../../aws/single-write.ts';
import { plainOf } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { getItem } from '../../aws/table.ts';
import { AppError } from '../../kernel/app-error.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

/** One manager's mail of one week. It can be lost: then somebody gets the mail twice. */
const WeeklyMail = z.object({
  attempts: z.int().min(0),
  claimedUntil: z.string(),
  sentAt: z.string().optional(),
  expires: z.number(),
});
export type WeeklyMail = z.infer<typeof WeeklyMail>;

/** Longer than any call of the function: who died with the claim in hand is not waited for longer. */
const CLAIM_MS = 90_000;
export const MOST_ATTEMPTS = 8;
const KEPT_DAYS = 60;

/** The Monday on or before an instant, in UTC: the name of its week. */
export const weekOf = (now: Date): string => {
  const day = new Date(now);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
};

/** Whether a mail may be tried now: not sent, in nobody's hands, and not given up. */
export const mayTry = (mail: WeeklyMail | undefined, now: Date): 'try' | 'sent' | 'given-up' | 'in-hand' => {
  if (mail === undefined) return 'try';
  if (mail.sentAt !== undefined) return 'sent';
  if (mail.attempts >= MOST_ATTEMPTS) return 'given-up';
  return mail.claimedUntil > now.toISOString() ? 'in-hand' : 'try';
};

export const readMail = async (system: Of, week: string, staffId: string): Promise<WeeklyMail | undefined> => {
  const item = await getItem(system.dynamo, system.tables.transient, weeklyMailKey(week, staffId));
  return item === undefined ? undefined : WeeklyMail.parse(plainOf(item));
};

/** Takes the mail in hand for one attempt; false when another call was faster. */
export const claimMail = async (
  system: Of,
  week: string,
  staffId: string,
  before: WeeklyMail | undefined,
  now: Date,
): Promise<boolean> => {
  const fragment = update(
    'weekly-mail',
    system.tables.transient,
    weeklyMailKey(week, staffId),
    {
      update: 'SET #attempts = :attempts, #until = :until, #expires = :expires',
      condition:
        before === undefined ? 'attribute_not_exists(#attempts)' : '#attempts = :seen AND attribute_not_exists(#sent)',
      names: {
        '#attempts': 'attempts',
        '#until': 'claimedUntil',
        '#expires': 'expires',
        ...(before === undefined ? {} : { '#sent': 'sentAt' }),
      },
      values: {
        ':attempts': (before?.attempts ?? 0) + 1,
        ':until': new Date(now.getTime() + CLAIM_MS).toISOString(),
        ':expires': Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400,
        ...(before === undefined ? {} : { ':seen': before.attempts }),
      },
    },
    () => new AppError('stale-version'),
  );
  try {
    await commitOne(system.dynamo, fragment);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'stale-version') return false;
    throw error;
  }
};

/** What became of the attempt. A failed one may be made again at once. */
export const endAttempt = (system: Of, week: string, staffId: string, now: Date, sent: boolean): Promise<void> =>
  commitOne(
    system.dynamo,
    update(
      'weekly-mail',
      system.tables.transient,
      weeklyMailKey(week, staffId),
      {
        update: 'SET #end = :now',
        condition: 'attribute_exists(#attempts)',
        names: { '#end': sent ? 'sentAt' : 'claimedUntil', '#attempts': 'attempts' },
        values: { ':now': now.toISOString() },
      },
      () => new AppError('stale-version'),
    ),
  );
