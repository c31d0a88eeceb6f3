// The pieces of the histogram.
import type { OutcomeState } from "../api/generated/graphql";

/** What happened within a piece of time. */
export interface Bucket {
  start: number;
  count: number;
  notMet: number;
  missing: number;
}

interface StatRow {
  bucketStart: number | null;
  outcomeState: OutcomeState | null;
  count: number;
}

/** The rows of each piece of time in one. */
export function bucketsOf(rows: readonly StatRow[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const { bucketStart: start, outcomeState, count } of rows) {
    if (start === null) {
      continue;
    }
    if (buckets.at(-1)?.start !== start) {
      buckets.push({ start, count: 0, notMet: 0, missing: 0 });
    }
    const bucket = buckets.at(-1) as Bucket;
    bucket.count += count;
    bucket.notMet += outcomeState === "NOT_MET" ? count : 0;
    bucket.missing += outcomeState === "PENDING" ? count : 0;
  }
  return buckets;
}
