// The time that the screen is about: its span, what of it the reader has chosen, and how the histogram divides
// it.
import type { EventsState } from "../address/events";
import { startOf } from "../address/span";
import { resolve } from "../address/time";
import type { TimeInterval } from "../api/generated/graphql";
import type { Bounds } from "./filter";

/** When the first and the last event happened. */
export interface Extent {
  oldest: number;
  newest: number;
}

/** The span of time, as instants. */
export interface Range {
  /** Where the histogram begins. */
  start: number;
  /** Where it ends. */
  end: number;
  /** What lists and counts are held to, within the span; open at the end where time goes on. */
  bounds: Bounds;
  /** Whether nothing happened in the last so long, so that this is what was before. */
  isMoved: boolean;
}

const LEAST = 60_000;

/** The span of time that the address names. Without `extent` nothing is known of the history yet. */
export function rangeOf(state: EventsState, now: number, extent: Extent | undefined): Range {
  const { span } = state;
  if (span.kind === "between") {
    const { start, end } = span;
    return { start, end, bounds: { start, end }, isMoved: false };
  }
  if (span.kind === "all") {
    const start = extent?.oldest ?? now - LEAST;
    const end = Math.max(now, extent?.newest ?? now, start + LEAST);
    return { start, end, bounds: {}, isMoved: false };
  }
  const start = startOf(span, now) ?? now;
  if (extent && extent.newest < start) {
    const moved = extent.newest - (now - start);
    return { start: moved, end: extent.newest, bounds: { start: moved }, isMoved: true };
  }
  return { start, end: Math.max(now, extent?.newest ?? now), bounds: { start }, isMoved: false };
}

/** What the list is held to: the reader's choice within the span. */
export function chosenBounds(state: EventsState, range: Range, now: number): Bounds {
  const from = state.from === null ? undefined : resolve(state.from, now);
  const to = state.to === null ? undefined : resolve(state.to, now);
  return { start: from ?? range.bounds.start, end: to ?? range.bounds.end };
}

/** How time is divided. */
export interface Division {
  interval: TimeInterval;
  every: number;
  /** How long about, in milliseconds. */
  length: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DIVISIONS: readonly Division[] = [
  ...[1, 5, 15, 30].map((every) => division("SECOND", SECOND, every)),
  ...[1, 5, 10, 20, 30].map((every) => division("MINUTE", MINUTE, every)),
  ...[1, 2, 4, 8, 12].map((every) => division("HOUR", HOUR, every)),
  ...[1, 2].map((every) => division("DAY", DAY, every)),
  ...[1, 2].map((every) => division("WEEK", 7 * DAY, every)),
  ...[1, 3, 12, 120].map((every) => division("MONTH", 30.44 * DAY, every)),
];

const MOST_BUCKETS = 90;

function division(interval: TimeInterval, unit: number, every: number): Division {
  return { interval, every, length: unit * every };
}

/** The finest division that leaves bars wide enough to be seen. */
export function divisionOf({ start, end }: { start: number; end: number }): Division {
  const fits = ({ length }: Division) => (end - start) / length <= MOST_BUCKETS;
  return DIVISIONS.find(fits) ?? division("MONTH", 30.44 * DAY, 1_000);
}
