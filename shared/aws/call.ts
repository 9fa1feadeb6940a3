import type * as z from 'zod';
import type { Capability, Site } from '../contracts/operation.ts';
import type { AnyOperation, OperationId, OperationOf } from '../contracts/operations.ts';
import type { Actor } from '../kernel/actor.ts';
import type { ChangeContext } from './change.ts';
import type { Fragment } from './transaction.ts';

/** One request on its way through an operation. */
export interface Call {
  readonly context: ChangeContext;
  readonly site: Site;
  readonly now: Date;
  /** Absent only where the operation is public. */
  readonly actor: Actor | undefined;
  /** The person's id, for operations that are never public. */
  readonly personId: string;
  /** The version an edit was made on; 0 where the operation takes none. */
  readonly ifMatch: number;
  /** SHA-256 of the exact request, for approvals and fresh sign-ins. */
  readonly requestHash: string;
  /** Commits once, with the answer beside it so that a retry gets the same one. */
  readonly commit: <T>(fragments: readonly Fragment[], answer: T) => Promise<T>;
  /** What the browser says it is; for a label in a list of sessions only. */
  readonly userAgent: string;
  readonly sessionHash: string | undefined;
  readonly idleUntil: Date | undefined;
  readonly cookies: Readonly<Record<string, string>>;
  /** Adds a cookie to the answer. */
  readonly setCookie: (cookie: string) => void;
}

export type Input<Id extends OperationId> = z.output<OperationOf<Id>['input']>;
export type Output<Id extends OperationId> = z.input<OperationOf<Id>['output']>;

/** The functions of one capability, one per row of the operation table. */
export type Handlers<C extends Capability> = {
  readonly [Row in Extract<AnyOperation, { capability: C }> as Row['id']]: (
    call: Call,
    input: Input<Row['id']>,
  ) => Promise<Output<Row['id']>>;
};
