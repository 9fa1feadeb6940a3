import * as z from 'zod';
import { environment } from '../../shared/aws/environment.ts';
import { sessionOperations } from '../../shared/contracts/operations/sessions.ts';
import { sessionHandlers } from '../../shared/sessions/operations.ts';
import { createProvider } from '../../shared/sessions/provider.ts';
import { httpFunction } from '../http/chain.ts';
import { version } from '../http/version.ts';

const names = [
  'STAFF_ISSUER',
  'STAFF_CLIENT_ID',
  'STAFF_HOSTED_URL',
  'PATRON_ISSUER',
  'PATRON_CLIENT_ID',
  'PATRON_HOSTED_URL',
  'CONSOLE_ORIGIN',
  'CATALOGUE_ORIGIN',
  'LIBRARY_MODE',
] as const;

export const handler = httpFunction('sessions', sessionOperations, (system) => {
  const env = environment(names);
  return sessionHandlers(system, {
    providers: {
      console: createProvider({
        issuer: env.STAFF_ISSUER,
        clientId: env.STAFF_CLIENT_ID,
        hostedUrl: env.STAFF_HOSTED_URL,
      }),
      catalogue: createProvider({
        issuer: env.PATRON_ISSUER,
        clientId: env.PATRON_CLIENT_ID,
        hostedUrl: env.PATRON_HOSTED_URL,
      }),
    },
    origins: { console: env.CONSOLE_ORIGIN, catalogue: env.CATALOGUE_ORIGIN },
    mode: z.enum(['practice', 'trial', 'production']).parse(env.LIBRARY_MODE),
    version,
  });
});
