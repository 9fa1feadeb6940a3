import { monotonicFactory } from 'ulid';

/** Makes the next id. Ids made in one millisecond still sort in the order they were made. */
export type NewId = () => string;

/** A source of ULIDs on the given clock, in milliseconds since 1970. */
export const ulidSource = (clock: () => number): NewId => {
  const next = monotonicFactory();
  return () => next(clock());
};
