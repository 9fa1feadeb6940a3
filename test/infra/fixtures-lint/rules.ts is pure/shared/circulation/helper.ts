import { readLoan } from './loan-store.ts';
export const helper = (now: number) => readLoan(now);
