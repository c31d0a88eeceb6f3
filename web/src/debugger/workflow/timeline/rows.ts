// The facts of the timeline: one row for each event, and what its foot says about all of them.
import { byTime, type CardEvent } from "../model/event";

/** How long it took until an outcome was told. */
export interface Bar {
  readonly start: number;
  /** Nothing while the outcome is missing: the bar goes on. */
  readonly end: number | null;
}

/** The bar of an event. What came with its outcome, or whose outcome's time nobody knows, has none. */
export function barOf(event: CardEvent): Bar | undefined {
  if (event.outcomeState === "PENDING") {
    return { start: event.timestamp, end: null };
  }
  const at = event.context?.outcomeAt;
  const end = at ? Date.parse(at) : Number.NaN;
  return end > event.timestamp ? { start: event.timestamp, end } : undefined;
}

/** All instants at which something happened or was told, in order. */
export function instantsOf(events: readonly CardEvent[]): number[] {
  const ends = events.flatMap((event) => barOf(event)?.end ?? []);
  return [...events.map(({ timestamp }) => timestamp), ...ends].sort((a, b) => a - b);
}

/** What the foot of the timeline says. */
export interface Summary {
  /** From the first event to the last. */
  readonly length: number;
  /** The longest time until an outcome was told; nothing where none was told later. */
  readonly longest: number | undefined;
  readonly missing: number;
  /** When the first event happened whose outcome is missing. */
  readonly missingSince: number | undefined;
}

/** Sums up. */
export function summaryOf(events: readonly CardEvent[]): Summary {
  const sorted = [...events].sort(byTime);
  const bars = sorted.flatMap((event) => barOf(event) ?? []);
  const told = bars.flatMap(({ start, end }) => (end === null ? [] : [end - start]));
  const missing = bars.filter(({ end }) => end === null);
  return {
    length: (sorted[sorted.length - 1]?.timestamp ?? 0) - (sorted[0]?.timestamp ?? 0),
    longest: told.length === 0 ? undefined : told.reduce((a, b) => Math.max(a, b)),
    missing: missing.length,
    missingSince: missing[0]?.start,
  };
}
