export const readLoan = (now: number) => now;
