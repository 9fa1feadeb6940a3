import * as z from 'zod';

/** How copies are protected: `practice` on one machine, `trial` in the cloud, `production` undeletable. */
export const Protection = z.enum(['practice', 'trial', 'production']);
export type Protection = z.infer<typeof Protection>;
