const DAY_MS = 86_400_000;

/** Where and when a sentence is read: the locale of its words, the zone of its times, and now. */
export interface ReadingPlace {
  /** BCP 47. */
  readonly locale: string;
  /** IANA zone; the reader's own when absent. */
  readonly zone?: string | undefined;
  /** Milliseconds since 1970, to say "yesterday". */
  readonly now: number;
}

const inZone = (zone: string | undefined) => (zone === undefined ? {} : { timeZone: zone });

/** The calendar day of an instant in the reader's zone, as a whole number of days. */
const dayNumber = (ms: number, zone: string | undefined): number => {
  const day = new Intl.DateTimeFormat('en-CA', { ...inZone(zone), year: 'numeric', month: '2-digit', day: '2-digit' });
  return Math.round(Date.parse(`${day.format(ms)}T00:00:00Z`) / DAY_MS);
};

/** "yesterday 17:40", "12 January 17:40", "12 January 2024": an instant as people say it. */
export const formatMoment = (instant: string, place: ReadingPlace): string => {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return instant;
  const days = dayNumber(ms, place.zone) - dayNumber(place.now, place.zone);
  const time = new Intl.DateTimeFormat(place.locale, {
    ...inZone(place.zone),
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
  if (Math.abs(days) <= 1) {
    const word = new Intl.RelativeTimeFormat(place.locale, { numeric: 'auto' }).format(days, 'day');
    return `${word} ${time}`;
  }
  const sameYear = new Date(ms).getUTCFullYear() === new Date(place.now).getUTCFullYear();
  const day = new Intl.DateTimeFormat(place.locale, {
    ...inZone(place.zone),
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms);
  return sameYear ? `${day} ${time}` : day;
};

/** How a day is named from today: by a word, by its weekday, or by its date. */
export const dayClass = (instant: string, place: ReadingPlace): 'today' | 'yesterday' | 'week' | 'other' => {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return 'other';
  const ago = dayNumber(place.now, place.zone) - dayNumber(ms, place.zone);
  if (ago === 0) return 'today';
  if (ago === 1) return 'yesterday';
  return ago > 1 && ago < 7 ? 'week' : 'other';
};

/** "Sunday". */
export const formatWeekday = (instant: string, place: ReadingPlace): string =>
  new Intl.DateTimeFormat(place.locale, { ...inZone(place.zone), weekday: 'long' }).format(Date.parse(instant));

/** "12 January"; with the year where it is another one than now. */
export const formatDayMonth = (instant: string, place: ReadingPlace): string => {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return instant;
  const sameYear = new Date(ms).getUTCFullYear() === new Date(place.now).getUTCFullYear();
  const year = sameYear ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(place.locale, {
    ...inZone(place.zone),
    day: 'numeric',
    month: 'long',
    ...year,
  }).format(ms);
};

/** Seconds as people say them: "40 seconds", "11 minutes", "3 hours". */
export const formatDuration = (seconds: number, locale: string): string => {
  const [value, unit] =
    seconds < 90
      ? [Math.max(1, Math.round(seconds)), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
};

/** A calendar day ("2027-01-12") in full: "12 January 2027". An instant is shown as its day. */
export const formatDate = (value: string, place: ReadingPlace): string => {
  const local = /^\d{4}-\d\d-\d\d$/.test(value);
  const ms = Date.parse(local ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(ms)) return value;
  const zone = local ? { timeZone: 'UTC' } : inZone(place.zone);
  return new Intl.DateTimeFormat(place.locale, { ...zone, day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
};

/** Bytes as people read them: "512 MB", "1.4 MB", "900 bytes". Units of 1024, as file managers count. */
export const formatBytes = (bytes: number, locale: string): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const unit = units[step] ?? 'byte';
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
};
