/** The day of an instant by the calendar of a time zone. */
export const dayIn = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    Date.parse(at),
  );

/** So many in a day are worth a look whoever it was. */
const MANY = 50;
/** Fewer are, too, from here on, when they are far more than this person puts away on other days. */
const SOME = 20;
const TIMES_THE_USUAL = 5;

/**
 * Whether what somebody put in the bin on one day stands out. `others`: the counts of the other days looked at, with
 * zeros for days without any.
 */
export const standsOut = (count: number, others: readonly number[]): boolean => {
  const usual = others.length === 0 ? 0 : others.reduce((sum, one) => sum + one, 0) / others.length;
  return count >= MANY || (count >= SOME && count >= usual * TIMES_THE_USUAL);
};
