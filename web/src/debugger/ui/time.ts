// Times and durations in words, in the reader's time zone: `clock`, `dayAndClock`, `fullTime`, `duration`,
// `between`, `timeRange`, and numbers with `count`.

const LOCALE = "en-GB";

const CLOCK = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const SHORT_CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: "short" });
const NUMBER = new Intl.NumberFormat(LOCALE);

/** Imported events may be older than clocks can tell: beyond that, the number itself is shown. */
const LATEST = 8.64e15;

const format = (formatter: Intl.DateTimeFormat, time: number): string =>
  Math.abs(time) <= LATEST ? formatter.format(time) : String(time);

/** For `<time dateTime>`: nothing where no clock can tell. */
export const isoTime = (time: number): string | undefined =>
  Math.abs(time) <= LATEST ? new Date(time).toISOString() : undefined;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY_LENGTH = 24 * HOUR;

/** "09:00:05" */
export const clock = (time: number): string => format(CLOCK, time);

/** "09:00" */
export const shortClock = (time: number): string => format(SHORT_CLOCK, time);

/** "24 Nov", and with the year where that isn't the one of `now`. */
export function day(time: number, now = Date.now()): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(sameYear ? DAY : DAY_AND_YEAR, time);
}

/** Whether both lie on the same day. */
export const isSameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** "09:00" for today, "24 Nov 09:00" for other days. */
export function dayAndClock(time: number, now = Date.now()): string {
  return isSameDay(time, now) ? shortClock(time) : `${day(time, now)} ${shortClock(time)}`;
}

/** "Tue 24 Nov, 09:00:05" */
export const fullTime = (time: number, now = Date.now()): string =>
  `${format(WEEKDAY, time)} ${day(time, now)}, ${clock(time)}`;

const UNITS: readonly (readonly [number, string])[] = [
  [DAY_LENGTH, "d"],
  [HOUR, "h"],
  [MINUTE, "min"],
  [SECOND, "s"],
];

/** "2 s", "18 h 57 min", "3 d": at most two units, and one where the second wouldn't matter. */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < SECOND) {
    return `${Math.round(length)} ms`;
  }
  const index = UNITS.findIndex(([unit]) => length >= unit);
  const [unit, name] = UNITS[index] ?? [SECOND, "s"];
  const whole = Math.floor(length / unit);
  const [nextUnit, nextName] = UNITS[index + 1] ?? [0, ""];
  const rest = nextUnit > 0 ? Math.floor((length % unit) / nextUnit) : 0;
  return whole < 20 && rest > 0 && unit >= HOUR
    ? `${whole} ${name} ${rest} ${nextName}`
    : `${whole} ${name}`;
}

/** "2 s before", "22 min later", or "at the same time", seen from `origin`. */
export function between(time: number, origin: number): string {
  if (time === origin) {
    return "at the same time";
  }
  return `${duration(Math.abs(time - origin))} ${time < origin ? "before" : "later"}`;
}

/** "23 Nov 14:02 – 25 Nov 08:00", and as little of it as says the same. */
export function timeRange(start: number, end: number): string {
  const from = `${day(start)} ${shortClock(start)}`;
  if (!isSameDay(start, end)) {
    return `${from} – ${day(end)} ${shortClock(end)}`;
  }
  return shortClock(start) === shortClock(end) ? from : `${from} – ${shortClock(end)}`;
}

/** "1,284" */
export const count = (value: number): string => NUMBER.format(value);

/** "1 event", "1,284 events" */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
