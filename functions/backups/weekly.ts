import { Logger } from '@aws-lambda-powertools/logger';
import { environment } from '../../shared/aws/environment.ts';
import { mailFrom } from '../../shared/aws/mail.ts';
import { systemFromEnvironment } from '../../shared/aws/system.ts';
import { situationOf } from '../../shared/backups/gather-health.ts';
import { sendWeek, type WeekParts } from '../../shared/backups/weekly/send-week.ts';
import { managersOf } from '../../shared/staff/staff-store.ts';

const compose = (logger: Logger): WeekParts | undefined => {
  const env = environment(['LIBRARY_MODE', 'OFFSITE_ACCOUNT', 'CONSOLE_ORIGIN', 'MAIL_FROM']);
  if (env.MAIL_FROM === 'none') return undefined;
  const system = systemFromEnvironment();
  return {
    system,
    situation: situationOf(env),
    console: env.CONSOLE_ORIGIN,
    managers: async () => (await managersOf(system)).map(({ id, name, email }) => ({ staffId: id, name, email })),
    send: mailFrom(env.MAIL_FROM),
    failed: (staffId, error) =>
      logger.warn('weekly mail not taken', { staffId, error: error instanceof Error ? error.name : 'unknown' }),
  };
};

let kept: { logger: Logger; parts: WeekParts | undefined } | undefined;

/** Every Monday. A mail that failed ends this call in an error, so that it is made again, and counted when it is given up. */
export const handler = async (): Promise<void> => {
  if (kept === undefined) {
    const logger = new Logger({ serviceName: 'backups-weekly' });
    kept = { logger, parts: compose(logger) };
  }
  const { logger, parts } = kept;
  if (parts === undefined) {
    logger.info('no sender is configured: nobody gets the weekly mail');
    return;
  }
  const outcome = await sendWeek(parts);
  logger.info('weekly mail', { ...outcome });
  if (outcome.failed + outcome.givenUp > 0)
    throw new Error(`${outcome.failed + outcome.givenUp} weekly mails were not sent`);
};
