import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '../../../web/shared/api/problem.ts';
import type { AckLog } from './ack-log.ts';
import type { HttpClient } from './http-client.ts';

/** One check-out somebody wants: an intent with its key, however often it is sent. */
export interface Wish {
  readonly barcode: string;
  readonly patronId: string;
  readonly key: string;
}
export interface Answered {
  lent: number;
  /** Refusals by their code. */
  refused: Record<string, number>;
  /** Sent, but never answered: nobody knows yet whether it was done. */
  unanswered: Wish[];
}

/** Every copy is wanted by two patrons at once. */
export const rivals = (barcodes: readonly string[], patronIds: readonly string[]): Wish[] =>
  barcodes.flatMap((barcode, index) =>
    [0, 1].map((rival) => ({
      barcode,
      patronId: patronIds[(2 * index + rival) % patronIds.length] ?? '',
      key: randomUUID(),
    })),
  );

// As many desks as a busy library has computers; more would only wait in line.
const DESKS = 12;
const PAUSE_MS = 150;
const ATTEMPTS = 100;

/** Asks again while the library is there but has no hand free: the same intent, with the same key. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isBusy = error instanceof ProblemError && (error.status === 503 || error.status === 429);
      if (!isBusy || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
};

/** Sends the wishes from many desks at once, and logs each yes before the next is asked for. */
export const rush = async (
  call: HttpClient,
  wishes: readonly Wish[],
  log: AckLog,
  onLent: (lent: number) => void = () => undefined,
): Promise<Answered> => {
  const answered: Answered = { lent: 0, refused: {}, unanswered: [] };
  const waiting = [...wishes];
  const desk = async (): Promise<void> => {
    for (let wish = waiting.shift(); wish !== undefined; wish = waiting.shift()) {
      const { barcode, patronId, key } = wish;
      try {
        const { loan } = await patiently(() => call('loan.open', { patronId, barcode }, { key }));
        log.write({ barcode, patronId, loanId: loan.loanId });
        answered.lent += 1;
        onLent(answered.lent);
      } catch (error) {
        const code = error instanceof ProblemError && error.status < 500 ? error.code : undefined;
        if (code === undefined) answered.unanswered.push(wish);
        else answered.refused[code] = (answered.refused[code] ?? 0) + 1;
      }
    }
  };
  await Promise.all(Array.from({ length: DESKS }, desk));
  return answered;
};
