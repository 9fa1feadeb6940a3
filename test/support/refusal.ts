import type { ErrorCode, ErrorParams } from '../../shared/contracts/errors.ts';
import { AppError } from '../../shared/kernel/app-error.ts';

export interface Refusal {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** What an act was refused with. Throws when it was not refused, or fell over instead. */
export const refusal = async (act: Promise<unknown>): Promise<Refusal> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, params: error.params };
    throw error;
  }
  throw new Error('expected a refusal, and it was done');
};

/** What became of several acts begun at once: the answers, and the refusals. Anything else is thrown. */
export const outcomes = async <T>(acts: readonly Promise<T>[]): Promise<{ done: T[]; refused: Refusal[] }> => {
  const done: T[] = [];
  const refused: Refusal[] = [];
  for (const settled of await Promise.allSettled(acts)) {
    if (settled.status === 'fulfilled') done.push(settled.value);
    else if (settled.reason instanceof AppError) refused.push(settled.reason);
    else throw settled.reason;
  }
  return { done, refused };
};
