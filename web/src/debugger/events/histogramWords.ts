// The histogram's words and edges.
import { clock, counted, day, dayAndClock, shortClock } from "../ui/time";
import type { Bucket } from "./buckets";
import type { HistogramData } from "./useStats";

/** Some buckets side by side; `origin` is where a drag began. */
export interface Piece {
  first: number;
  last: number;
  origin?: number;
}

/** Where the buckets begin, and where the last one ends. */
export const edgesOf = (buckets: readonly Bucket[], end: number): number[] => [
  ...buckets.map(({ start }) => start),
  end,
];

const LABELS = 7;
const MINUTES = 60_000;
const DAY = 86_400_000;

/** The texts below the bars, in equal distances. */
export function axisOf({ range, buckets }: HistogramData): string[] {
  const length = range.end - range.start;
  const label = length > 2 * DAY ? day : length > 10 * MINUTES ? shortClock : clock;
  const start = buckets[0]?.start ?? range.start;
  const texts = Array.from({ length: LABELS - 1 }, (_, index) =>
    label(start + ((range.end - start) * index) / (LABELS - 1)),
  );
  const isOpen = range.bounds.end === undefined && !range.isMoved;
  return [...new Set([...texts, isOpen ? "now" : label(range.end)])];
}

/** What the bars show, for those who don't see them. */
export function histogramWords({ range, buckets }: HistogramData): string {
  const sum = (part: (bucket: Bucket) => number) =>
    buckets.reduce((total, bucket) => total + part(bucket), 0);
  const words = [
    `${counted(
      sum(({ count }) => count),
      "event",
    )} from ${dayAndClock(range.start)} to ${dayAndClock(range.end)}`,
    `${sum(({ notMet }) => notMet)} not met`,
    `${sum(({ missing }) => missing)} with a missing outcome`,
  ];
  const worst = buckets.reduce<Bucket | undefined>(
    (most, bucket) => (bucket.notMet > (most?.notMet ?? 0) ? bucket : most),
    undefined,
  );
  return words.join(", ") + (worst ? `; most not met from ${dayAndClock(worst.start)}` : "");
}
