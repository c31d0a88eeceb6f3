/** Waiting, and not waiting for ever. */

import { EventMeshError } from "./errors.js";

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

/** Does work that may take so long, and ends with the signal whatever the work does. */
export async function within<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const working = new AbortController();
  const { signal } = working;
  const stop = () => working.abort(outer?.reason);
  const late = () =>
    working.abort(
      new EventMeshError("the server took too long", { code: "TIMEOUT", retryable: true }),
    );
  // Longer timers would end at once.
  const timer = setTimeout(late, Math.min(milliseconds, 2 ** 31 - 1));
  outer?.addEventListener("abort", stop);
  try {
    return await Promise.race([
      new Promise<never>((_, reject) => {
        signal.onabort = () => reject(signal.reason);
      }),
      work(signal),
    ]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  }
}

/** Waits before the next attempt: longer each time, and everybody for another time. */
export function pause(attempt: number, atLeast = 0, outer?: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  const endless = () => new Promise<void>(() => {});
  return within(atLeast + longest * Math.random(), outer, endless).catch(() =>
    outer?.throwIfAborted(),
  );
}
