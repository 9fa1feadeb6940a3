import { Temporal } from 'temporal-polyfill';

/** A wall clock in the library's zone: what date and time fields hold. */
export interface WallTime {
  /** 2026-11-23 */
  readonly date: string;
  /** 17:40 */
  readonly time: string;
}

const inZone = (instant: string, zone: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
const isoOf = (at: Temporal.ZonedDateTime): string => new Date(at.epochMilliseconds).toISOString();

/** What the library's clock showed at an instant (ISO 8601), to the minute. */
export const wallTimeOf = (instant: string, zone: string): WallTime => {
  const at = inZone(instant, zone);
  return { date: at.toPlainDate().toString(), time: at.toPlainTime().toString({ smallestUnit: 'minute' }) };
};

/**
 * The instant at which the library's clock showed this; undefined where the fields hold no time at all. An hour that
 * daylight saving skipped is read as the one after it, one that came twice as its first.
 */
export const instantAt = ({ date, time }: WallTime, zone: string): string | undefined => {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d(:\d\d)?$/.test(time)) return undefined;
  try {
    return isoOf(Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone));
  } catch (error) {
    // A date like 30 February: typed, not a mistake of ours.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A moment somebody chose: to the millisecond as long as the fields, which show minutes, were not touched. */
export interface ChosenTime {
  readonly at: string | undefined;
  readonly wall: WallTime;
}

export const chosenAt = (at: string, zone: string): ChosenTime => ({ at, wall: wallTimeOf(at, zone) });

export const presets = ['this-morning', 'today', 'yesterday-afternoon', 'yesterday', 'last-week'] as const;
export type Preset = (typeof presets)[number];

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A period as people say it, in the library's zone; one that is not over yet ends now. Weeks begin on Monday. */
export const periodOf = (preset: Preset, nowMs: number, zone: string): Period => {
  const now = new Date(nowMs).toISOString();
  const today = inZone(now, zone).toPlainDate();
  const at = (date: Temporal.PlainDate, hour = 0): string =>
    isoOf(date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) }));
  const until = (end: string): string => (end < now ? end : now);
  const yesterday = today.subtract({ days: 1 });
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const periods: Readonly<Record<Preset, Period>> = {
    'this-morning': { from: at(today), to: until(at(today, 12)) },
    today: { from: at(today), to: now },
    'yesterday-afternoon': { from: at(yesterday, 12), to: at(today) },
    yesterday: { from: at(yesterday), to: at(today) },
    'last-week': { from: at(monday.subtract({ days: 7 })), to: at(monday) },
  };
  return periods[preset];
};
