// The range of time that the Events screen is about: `span=24h` (the default), `7d`, `all`, or two instants,
// `2026-11-23T00:00Z..2026-11-24T00:00Z`.
import type { Field } from "./codec";
import { textField } from "./fields";
import { ago, at, readTimePoint, resolve, type TimePoint, writeTimePoint } from "./time";

/** A range of time: the last so long, all there is, or between two instants. */
export type Span =
  | { readonly kind: "last"; readonly start: TimePoint & { kind: "ago" } }
  | { readonly kind: "all" }
  | { readonly kind: "between"; readonly start: number; readonly end: number };

/** The last 24 hours. */
export const LAST_DAY: Span = { kind: "last", start: ago(24, "h") as TimePoint & { kind: "ago" } };

function readSpan(text: string): Span | undefined {
  if (text === "all") {
    return { kind: "all" };
  }
  const [start, end] = text.split("..").map((part) => readTimePoint(part));
  if (start?.kind === "at" && end?.kind === "at" && start.time < end.time) {
    return { kind: "between", start: start.time, end: end.time };
  }
  const length = readTimePoint(`-${text}`);
  return length?.kind === "ago" && length.amount > 0 ? { kind: "last", start: length } : undefined;
}

function writeSpan(span: Span): string {
  switch (span.kind) {
    case "all":
      return "all";
    case "last":
      return writeTimePoint(span.start).slice(1);
    case "between":
      return `${writeTimePoint(at(span.start))}..${writeTimePoint(at(span.end))}`;
  }
}

/** When it begins; nothing for `all`. */
export const startOf = (span: Span, now: number): number | undefined =>
  span.kind === "all" ? undefined : span.kind === "last" ? resolve(span.start, now) : span.start;

/** A range of time as a parameter. */
export const span = (): Field<Span> => textField<Span>(LAST_DAY, readSpan, writeSpan);
