import * as z from 'zod';
import { JobView } from '../jobs.ts';
import { operation } from '../operation.ts';
import { TakeHomeView } from '../take-home.ts';
import { Cursor, Instant, page, Sha256Hex, Ulid } from '../values.ts';

const sites = ['console'] as const;

export const takeHomeOperations = [
  operation({
    id: 'take-home.list',
    capability: 'backups',
    method: 'GET',
    path: '/take-home',
    who: { permission: 'backups.read' },
    sites,
    effect: 'read',
    input: z.strictObject({ cursor: Cursor.optional() }),
    output: page(TakeHomeView),
    errors: ['invalid-input'],
    summary: 'See the copies made to be kept out of the house.',
  }),
  operation({
    id: 'take-home.start',
    capability: 'backups',
    method: 'POST',
    path: '/take-home',
    who: { permission: 'backups.export' },
    sites,
    effect: 'export',
    idempotent: true,
    input: z.strictObject({ backupId: Ulid }),
    output: JobView,
    errors: [
      'not-found',
      'no-recovery-sheet',
      'backup-not-proved',
      'approval-needed',
      'job-running',
      'idempotency-reused',
    ],
    summary: 'Make a sealed copy of everything to take home.',
  }),
  operation({
    id: 'take-home.link',
    capability: 'backups',
    method: 'POST',
    path: '/take-home/{takeHomeId}/link',
    who: { permission: 'backups.export' },
    sites,
    effect: 'export',
    idempotent: true,
    input: z.strictObject({ takeHomeId: Ulid, part: z.int().min(1) }),
    output: z.strictObject({
      url: z.string(),
      fileName: z.string(),
      bytes: z.int(),
      sha256: Sha256Hex,
      until: Instant,
    }),
    errors: ['not-found', 'stale-version', 'idempotency-reused'],
    summary: 'Download a sealed copy, by a link that is good for a minute.',
  }),
] as const;
