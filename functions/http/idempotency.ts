import * as z from 'zod';
import { putNew, toItem } from '../../shared/aws/fragments.ts';
import { idempotencyKey } from '../../shared/aws/keys.ts';
import { plainOf } from '../../shared/aws/stored.ts';
import type { System } from '../../shared/aws/system.ts';
import { getItem } from '../../shared/aws/table.ts';
import type { Fragment } from '../../shared/aws/transaction.ts';
import { AppError } from '../../shared/kernel/app-error.ts';

const Kept = z.object({ requestHash: z.string(), answer: z.instanceof(Uint8Array), expires: z.number() });
const KEPT_SECONDS = 24 * 3600;

export interface Intent {
  readonly personId: string;
  readonly key: string;
  readonly requestHash: string;
}

const aboutOf = (intent: Intent): string => `answer ${intent.personId} ${intent.key}`;

/** Keeps the answer in the transaction that made it true; sealed, because it may name a patron. */
export const answerFragment = async (system: System, intent: Intent, answer: unknown, now: Date): Promise<Fragment> =>
  putNew(
    'idempotency',
    system.tables.transient,
    toItem({
      ...idempotencyKey(intent.personId, intent.key),
      requestHash: intent.requestHash,
      answer: await system.keyring.seal(aboutOf(intent), answer),
      expires: Math.floor(now.getTime() / 1000) + KEPT_SECONDS,
    }),
    () => new AppError('idempotency-reused'),
  );

/**
 * The answer an earlier try of the same intent was given. Asked only after a refusal, so that a first try costs no read.
 * Throws `idempotency-reused` when the key was used for something else.
 */
export const earlierAnswer = async (system: System, intent: Intent): Promise<{ answer: unknown } | undefined> => {
  const item = await getItem(system.dynamo, system.tables.transient, idempotencyKey(intent.personId, intent.key));
  if (item === undefined) return undefined;
  const kept = Kept.parse(plainOf(item));
  if (kept.requestHash !== intent.requestHash) throw new AppError('idempotency-reused');
  return { answer: await system.keyring.open(aboutOf(intent), kept.answer) };
};
