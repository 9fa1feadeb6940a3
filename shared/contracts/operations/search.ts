import * as z from 'zod';
import { JobView } from '../jobs.ts';
import { operation } from '../operation.ts';
import { TitleRow } from '../titles.ts';
import { Cursor, Ulid, Version } from '../values.ts';

const capability = 'search' as const;

export const searchOperations = [
  operation({
    id: 'search',
    capability,
    method: 'GET',
    path: '/search',
    who: 'public',
    sites: ['console', 'catalogue'],
    effect: 'read',
    input: z.strictObject({
      q: z.string().max(300),
      cursor: Cursor.optional(),
      limit: z.coerce.number().int().min(1).max(50).optional(),
      /** Read your own writes: wait until the index holds at least this version of this title. */
      afterTitle: Ulid.optional(),
      afterVersion: z.coerce.number().pipe(Version).optional(),
    }),
    output: z.strictObject({
      rows: z.array(TitleRow),
      total: z.int(),
      totalIsCapped: z.boolean(),
      next: Cursor.optional(),
      /** False when the index had not caught up with the title asked for in time. */
      fresh: z.boolean(),
    }),
    errors: ['invalid-input', 'search-not-ready'],
    summary: 'Search the catalogue.',
  }),
  operation({
    id: 'search.rebuild',
    capability,
    method: 'POST',
    path: '/search/rebuild',
    who: { permission: 'imports.run' },
    sites: ['console'],
    effect: 'write',
    idempotent: true,
    input: z.strictObject({}),
    output: JobView,
    errors: ['job-running', 'idempotency-reused'],
    summary: 'Build the search index anew from the records.',
  }),
] as const;
