import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

export const capabilities = [
  'catalogue',
  'circulation',
  'patrons',
  'staff',
  'backups',
  'audit',
  'intake',
  'search',
  'settings',
  'jobs',
  'approvals',
  'sessions',
] as const;
export type Capability = (typeof capabilities)[number];

/** Who may: a permission, anybody, a signed-in person, or a patron on the patron's own records. */
export type Who = { readonly permission: Permission } | 'public' | 'signed-in' | 'own';
export type Site = 'console' | 'catalogue';

/** One HTTP operation. `input` holds path, query and body in one flat object; names never clash. */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly capability: Capability;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api, with {names} for path parameters. */
  readonly path: string;
  readonly who: Who;
  /** What it takes where the thing is somebody else’s. */
  readonly others?: Permission;
  readonly sites: readonly Site[];
  readonly effect: 'read' | 'write' | 'destructive' | 'export';
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
  /** Edits: `If-Match` carries the version the person saw; it arrives as `ifMatch`. */
  readonly ifMatch?: true;
  /** Desk actions and creations: `Idempotency-Key` is required, and stored in the same transaction. */
  readonly idempotent?: true;
  /** Needs a sign-in no older than two minutes, made for exactly this request. */
  readonly stepUp?: true;
  /** Answers with a redirect or cookies of its own: the output schema describes `{ location }`. */
  readonly redirect?: true;
  /** One plain sentence, shown in the permission table and the OpenAPI document. */
  readonly summary: string;
}

/** Keeps the exact types of a row while checking its shape. */
export const operation = <I extends z.ZodType, O extends z.ZodType, const R extends Operation<I, O>>(
  row: R & Operation<I, O>,
): R => row;
