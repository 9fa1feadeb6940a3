import type { SendMail } from '../../aws/mail.ts';
import type { System } from '../../aws/system.ts';
import { catalogueFor } from '../../contracts/messages/choose.ts';
import { gatherHealth, type Situation } from '../gather-health.ts';
import { healthOf } from '../health.ts';
import { letterOf } from './letter.ts';
import { claimMail, endAttempt, mayTry, readMail, weekOf } from './mail-store.ts';

export interface Recipient {
  readonly staffId: string;
  readonly name: string;
  readonly email: string;
}

export interface WeekParts {
  readonly system: Pick<System, 'dynamo' | 'tables' | 'library' | 'clock'>;
  readonly situation: Situation;
  readonly console: string;
  /** Everybody who is told. */
  readonly managers: () => Promise<readonly Recipient[]>;
  readonly send: SendMail;
  /** Told of each mail that SES did not take; by whom, never to which address. */
  readonly failed: (staffId: string, error: unknown) => void;
}

export interface WeekOutcome {
  readonly sent: number;
  /** Had it already, or somebody else is sending it. */
  readonly had: number;
  /** Not sent in this call; another call may. */
  readonly failed: number;
  /** Tried too often this week. */
  readonly givenUp: number;
}

/**
 * Sends this week's mail to every manager who did not get it yet. Made to be called again: a mail is claimed by a
 * conditional write before it is sent. Who dies between sending and saying so causes a second mail, never none.
 */
export const sendWeek = async (parts: WeekParts): Promise<WeekOutcome> => {
  const { system, send } = parts;
  const now = system.clock();
  const week = weekOf(now);
  const [{ settings }, facts, managers] = await Promise.all([
    system.library(),
    gatherHealth(system, parts.situation, now),
    parts.managers(),
  ]);
  const health = healthOf(facts);
  const catalogue = catalogueFor(settings.language);
  const outcome = { sent: 0, had: 0, failed: 0, givenUp: 0 };
  for (const { staffId, name, email } of managers) {
    const before = await readMail(system, week, staffId);
    const may = mayTry(before, system.clock());
    if (may === 'given-up') outcome.givenUp += 1;
    else if (may !== 'try' || !(await claimMail(system, week, staffId, before, system.clock()))) outcome.had += 1;
    else {
      const letter = letterOf({
        health,
        library: settings.libraryName,
        name,
        console: parts.console,
        zone: facts.zone,
        now,
        catalogue,
      });
      const error = await send(email, letter).then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      await endAttempt(system, week, staffId, system.clock(), error === undefined);
      if (error === undefined) outcome.sent += 1;
      else {
        outcome.failed += 1;
        parts.failed(staffId, error.reason);
      }
    }
  }
  return outcome;
};
