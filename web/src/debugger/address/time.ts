// Times in addresses: `-24h` and `-14d` stay relative to now, `2026-11-24T02:00:00.000Z` is fixed. `resolve`
// says which instant is meant.
import type { Field } from "./codec";
import { textField } from "./fields";

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A unit of a relative time. */
type Unit = keyof typeof UNITS;

/** A point in time: so long before now, or an instant. */
export type TimePoint =
  | { readonly kind: "ago"; readonly amount: number; readonly unit: Unit }
  | { readonly kind: "at"; readonly time: number };

const AGO = /^-(\d{1,5})([mhdw])$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/** So long before now. */
export const ago = (amount: number, unit: Unit): TimePoint => ({ kind: "ago", amount, unit });

/** At this instant. */
export const at = (time: number): TimePoint => ({ kind: "at", time });

/** How long so many units are. */
export const lengthOf = (amount: number, unit: Unit): number => amount * UNITS[unit];

/** The instant that is meant. */
export const resolve = (point: TimePoint, now: number): number =>
  point.kind === "at" ? point.time : now - lengthOf(point.amount, point.unit);

/** The point in time that an address calls so. */
export function readTimePoint(text: string): TimePoint | undefined {
  const relative = AGO.exec(text);
  if (relative) {
    return ago(Number(relative[1]), relative[2] as Unit);
  }
  const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : at(time);
}

/** As `readTimePoint` reads it. */
export const writeTimePoint = (point: TimePoint): string =>
  point.kind === "at"
    ? new Date(point.time).toISOString().replace(/(:00)?\.000Z$/, "Z")
    : `-${point.amount}${point.unit}`;

/** A point in time, or nothing said. */
export const timePoint = (): Field<TimePoint | null> =>
  textField<TimePoint | null>(null, readTimePoint, (point) =>
    point === null ? "" : writeTimePoint(point),
  );
