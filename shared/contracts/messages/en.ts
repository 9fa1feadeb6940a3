import { detailMessages } from './en/details.ts';
import { errorMessages } from './en/errors.ts';
import { eventMessages } from './en/events.ts';
import { importMessages } from './en/imports.ts';
import { intakeMessages } from './en/intake.ts';
import { approvalMessages, jobFailureMessages, jobKindMessages, jobStateMessages } from './en/jobs.ts';
import { mailMessages } from './en/mail.ts';
import { permissionMessages, roleMessages } from './en/permissions.ts';
import {
  backupFailureMessages,
  copyMessages,
  damageMessages,
  findingMessages,
  placeMessages,
  reminderMessages,
  safetyMessages,
} from './en/safety.ts';
import type { Catalogue } from './sentence.ts';

/** The one message catalogue in English: web, mail and print turn codes and params into sentences with it. */
export const english: Catalogue = {
  locale: 'en-GB',
  messages: {
    ...errorMessages,
    ...eventMessages,
    ...safetyMessages,
    ...reminderMessages,
    ...placeMessages,
    ...copyMessages,
    ...findingMessages,
    ...damageMessages,
    ...backupFailureMessages,
    ...jobKindMessages,
    ...jobStateMessages,
    ...jobFailureMessages,
    ...approvalMessages,
    ...importMessages,
    ...intakeMessages,
    ...permissionMessages,
    ...roleMessages,
    ...detailMessages,
    ...mailMessages,
  },
  unknown: {
    text: 'Something happened that we have no sentence for yet (its name is "{code}").',
    next: 'Tell whoever looks after the system.',
  },
};
