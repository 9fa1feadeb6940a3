import type * as z from 'zod';
import type { Borrower, LoanView } from '../../../shared/contracts/loans.ts';
import type { OperationOf } from '../../../shared/contracts/operations.ts';
import type { OutputOf } from '../../shared/api/client.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import type { call } from '../api.ts';

export type Call = typeof call;
export type Mode = 'lend' | 'return';
type Scanned = OutputOf<OperationOf<'desk.scan'>>;
export type AtDesk = Extract<Scanned, { kind: 'patron' }>['patron'];

/** What the last scan came to. */
export type Outcome =
  | { readonly kind: 'patron'; readonly patron: AtDesk }
  | {
      readonly kind: 'lent';
      readonly loan: LoanView;
      readonly patron: AtDesk;
      readonly loansNow: number;
      readonly maxLoans: number;
    }
  | { readonly kind: 'renewed'; readonly loan: LoanView; readonly loansNow: number; readonly maxLoans: number }
  | {
      readonly kind: 'returned';
      readonly loan: LoanView;
      readonly daysOver: number;
      readonly borrower: z.infer<typeof Borrower> | undefined;
    }
  | { readonly kind: 'item'; readonly found: Extract<Scanned, { kind: 'item' }> }
  | { readonly kind: 'unknown'; readonly found: Extract<Scanned, { kind: 'unknown' }> }
  | { readonly kind: 'undone'; readonly loan: LoanView; readonly undone: 'check-out' | 'check-in' }
  | { readonly kind: 'refused'; readonly error: unknown };

export interface Entry {
  readonly id: string;
  readonly barcode: string;
  readonly outcome: Outcome;
}
export interface DeskState {
  readonly mode: Mode;
  readonly patron: AtDesk | undefined;
  readonly loans: readonly LoanView[];
  /** Newest first, at most ten. */
  readonly entries: readonly Entry[];
  /** Scans taken but not yet answered. */
  readonly waiting: number;
}

const HISTORY = 10;
const empty: DeskState = { mode: 'lend', patron: undefined, loans: [], entries: [], waiting: 0 };

/** Command barcodes, for a desk that has a scanner and no keyboard. */
const commands = { '*LEND*': 'lend', '*RETURN*': 'return', '*DONE*': 'done', '*UNDO*': 'undo' } as const;
const commandOf = (barcode: string) => Object.entries(commands).find(([word]) => word === barcode.toUpperCase())?.[1];

const isCode = (error: unknown, code: string): boolean => error instanceof ProblemError && error.code === code;
const without = (loans: readonly LoanView[], loanId: string) => loans.filter((loan) => loan.loanId !== loanId);

/**
 * The desk: takes scans in the order they come, however fast, and answers them one after the other.
 * Each scan is one intent with one key, so that a retry after a lost answer never lends twice.
 */
export const createDesk = (call: Call, newKey: () => string) => {
  let state = empty;
  let queue: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();
  const set = (change: Partial<DeskState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const tell = (barcode: string, outcome: Outcome) =>
    set({ entries: [{ id: newKey(), barcode, outcome }, ...state.entries].slice(0, HISTORY) });

  const look = async (barcode: string): Promise<Outcome> => {
    const found = await call('desk.scan', { barcode });
    if (found.kind === 'patron') {
      set({ patron: found.patron, loans: found.loans, mode: 'lend' });
      return { kind: 'patron', patron: found.patron };
    }
    return found.kind === 'item' ? { kind: 'item', found } : { kind: 'unknown', found };
  };

  const lend = async (patron: AtDesk, barcode: string, key: string): Promise<Outcome> => {
    const { loan, loansNow, maxLoans } = await call('loan.open', { patronId: patron.patronId, barcode }, { key });
    if (state.patron?.patronId === patron.patronId) set({ loans: [loan, ...without(state.loans, loan.loanId)] });
    return { kind: 'lent', loan, patron, loansNow, maxLoans };
  };

  const takeBack = async (barcode: string, key: string): Promise<Outcome> => {
    const { loan, daysOver, borrower } = await call('loan.return', { barcode }, { key });
    set({ loans: without(state.loans, loan.loanId) });
    return { kind: 'returned', loan, daysOver, borrower };
  };

  /** A barcode that is no copy may be a card: then it is looked at instead. */
  const orLook = async (barcode: string, act: () => Promise<Outcome>): Promise<Outcome> => {
    try {
      return await act();
    } catch (error) {
      if (isCode(error, 'barcode-unknown')) return look(barcode);
      throw error;
    }
  };

  const answer = async (barcode: string, key: string): Promise<Outcome> => {
    const { mode, patron } = state;
    if (mode === 'return') return orLook(barcode, () => takeBack(barcode, key));
    if (patron !== undefined) return orLook(barcode, () => lend(patron, barcode, key));
    return look(barcode);
  };

  const enqueue = (barcode: string, act: (key: string) => Promise<Outcome>) => {
    const key = newKey();
    set({ waiting: state.waiting + 1 });
    queue = queue.then(async () => {
      const outcome = await act(key).catch(async (error: unknown): Promise<Outcome> => {
        // The answer may have been lost on the way: asking again with the same key cannot act twice.
        if (isCode(error, 'offline') || isCode(error, 'busy'))
          return act(key).catch((again: unknown) => ({ kind: 'refused', error: again }));
        return { kind: 'refused', error };
      });
      tell(barcode, outcome);
      set({ waiting: state.waiting - 1 });
    });
    return queue;
  };

  const undoable = (): { loan: LoanView; patronId: string } | undefined => {
    const last = state.entries[0]?.outcome;
    if (last?.kind === 'lent') return { loan: last.loan, patronId: last.patron.patronId };
    if (last?.kind === 'returned' && last.borrower !== undefined)
      return { loan: last.loan, patronId: last.borrower.patronId };
    return undefined;
  };

  const undo = () => {
    const last = undoable();
    if (last === undefined) return queue;
    return enqueue(last.loan.barcode, async (key) => {
      const { loan, undone } = await call('loan.undo', { loanId: last.loan.loanId, patronId: last.patronId }, { key });
      const mine = state.patron?.patronId === last.patronId;
      if (undone === 'check-out') set({ loans: without(state.loans, loan.loanId) });
      else if (mine) set({ loans: [loan, ...without(state.loans, loan.loanId)] });
      return { kind: 'undone', loan, undone };
    });
  };

  const done = () => set({ patron: undefined, loans: [] });
  const setMode = (mode: Mode) => set({ mode });

  return {
    get: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** Takes a scan; resolves when it and all before it are answered. */
    scan: (text: string): Promise<void> => {
      const barcode = text.trim();
      if (barcode === '') return queue;
      const command = commandOf(barcode);
      if (command === 'undo') return undo();
      if (command === 'done') done();
      else if (command !== undefined) setMode(command);
      return command === undefined ? enqueue(barcode, (key) => answer(barcode, key)) : queue;
    },
    takeBack: (barcode: string) => enqueue(barcode, (key) => takeBack(barcode, key)),
    renew: (loan: LoanView) =>
      enqueue(loan.barcode, async (key) => {
        const { loan: renewed, loansNow, maxLoans } = await call('loan.renew', { loanId: loan.loanId }, { key });
        set({ loans: state.loans.map((one) => (one.loanId === renewed.loanId ? renewed : one)) });
        return { kind: 'renewed', loan: renewed, loansNow, maxLoans };
      }),
    undo,
    canUndo: () => undoable() !== undefined,
    done,
    setMode,
  };
};
export type Desk = ReturnType<typeof createDesk>;
