import * as z from 'zod';

/** The ways into the time machine, by what somebody knows of what went wrong. */
export const ways = ['moment', 'person', 'batch', 'record'] as const;

/** What a link to the time machine may fill in: who and when, where the one who sends it knows. */
export const TimeMachineSearch = {
  way: z.enum(ways).catch('moment').default('moment'),
  at: z.string().optional().catch(undefined),
  actorId: z.string().optional().catch(undefined),
  from: z.string().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
};
