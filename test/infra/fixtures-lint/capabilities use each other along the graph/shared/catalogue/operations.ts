import { openLoanTx } from '../circulation/loan-store.ts';
export const lend = openLoanTx;
