import type { Capability } from '../shared/contracts/operation.ts';
import type { FnSpec } from './constructs/fn.ts';

/** What every function that answers the web is told. */
export const commonEnv = [
  'RECORDS_TABLE',
  'LEDGER_TABLE',
  'KEYS_TABLE',
  'TRANSIENT_TABLE',
  'CONSOLE_ORIGIN',
  'CATALOGUE_ORIGIN',
  'LIBRARY_MODE',
  'ORIGIN_SECRET',
] as const;
export type CommonEnv = (typeof commonEnv)[number];

/** A little under the 30 s at which the HTTP API gives up, so that the answer is ours. */
const seconds = 28;
const memory = 512;

const http = <E extends string = never>(
  capability: Capability,
  description: string,
  more: { readonly env?: readonly E[]; readonly memory?: number; readonly tmpMb?: number } = {},
): FnSpec<CommonEnv | E> => ({
  id: `${capability}-api`,
  entry: `functions/${capability}/api.ts`,
  description,
  env: [...commonEnv, ...(more.env ?? [])],
  memory: more.memory ?? memory,
  seconds,
  ...(more.tmpMb === undefined ? {} : { tmpMb: more.tmpMb }),
});

/** One function per capability: few of them stay warm in a quiet library. */
export const httpFunctions = {
  catalogue: http('catalogue', 'Titles, copies, their past and the bin'),
  circulation: http('circulation', 'Lending desk and patrons’ own loans'),
  patrons: http('patrons', 'Patron records'),
  staff: http('staff', 'People who work here, their roles and access', { env: ['STAFF_POOL_ID'] }),
  backups: http('backups', 'Backups and their proofs', { env: ['WORK_BUCKET', 'OFFSITE_ACCOUNT'] }),
  audit: http('audit', 'The ledger, read'),
  intake: http('intake', 'Uploads into quarantine, and imports', { env: ['INTAKE_BUCKET'] }),
  search: http('search', 'Search of the catalogue', { env: ['WORK_BUCKET'], memory: 1024, tmpMb: 1024 }),
  settings: http('settings', 'Settings and branches'),
  jobs: http('jobs', 'Long work: how far it is, and stopping it'),
  approvals: http('approvals', 'Second persons'),
  sessions: http('sessions', 'Signing in and out', {
    env: [
      'STAFF_ISSUER',
      'STAFF_CLIENT_ID',
      'STAFF_HOSTED_URL',
      'PATRON_ISSUER',
      'PATRON_CLIENT_ID',
      'PATRON_HOSTED_URL',
    ],
  }),
} as const satisfies Record<Capability, FnSpec<string>>;
