export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** The middle and the slow end of some times, in their own unit. */
export const spreadOf = (values: readonly number[]): Spread => {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((one, other) => one - other);
  return { p50: rounded(at(sorted, 0.5)), p95: rounded(at(sorted, 0.95)) };
};

export const median = (values: readonly number[]): number => spreadOf(values).p50;
