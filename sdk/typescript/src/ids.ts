/** Ids of events: UUIDs of version 7, each greater than the one before. */

/** Milliseconds, and behind them 12 bits that count. */
let last = 0n;

/** A new id. Events of the same millisecond are ordered by it as they were made. */
export function newId(): string {
  const now = BigInt(Date.now()) << 12n;
  // While the clock stands still or goes back, the count goes on, if need be into the future.
  last = now > last ? now : last + 1n;
  const time = last.toString(16).padStart(15, "0");
  const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  const rest = ((random >> 2n) | (1n << 63n)).toString(16);
  const digits = `${time.slice(0, 12)}7${time.slice(12)}${rest}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
