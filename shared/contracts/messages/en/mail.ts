import type { Message } from '../sentence.ts';

/** The weekly mail to the managers; the sentences about copies are those of the home page. */
export const mailMessages = {
  'mail.weekly.subject': {
    text: '{library}: {colour, select, green {the copies are safe} amber {please look at the copies} other {act now, the copies are not safe}}, {at, dayMonth}',
  },
  'mail.weekly.greeting': { text: 'Good morning, {name}.' },
  'mail.weekly.heading': { text: 'Is my library safe? {at, date}' },
  'mail.weekly.also': { text: 'What else there is to say' },
  'mail.weekly.copies': { text: 'Where the copies are' },
  'mail.weekly.state.good': { text: 'Good' },
  'mail.weekly.state.look': { text: 'Look' },
  'mail.weekly.state.missing': { text: 'Missing' },
  'mail.weekly.see': { text: 'See it in the console:' },
  'mail.weekly.why': {
    text: 'This comes every Monday to whoever manages {library}. When it does not come, look into the console: something is wrong.',
  },
} as const satisfies Record<`mail.${string}`, Message>;
