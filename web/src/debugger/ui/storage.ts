// What the page keeps in the browser: `readStored(key, isValid)` and `writeStored(key, value)` for
// `localStorage`. Browsers may refuse both; the page then forgets.

const PREFIX = "event-mesh:";

/** The value under the key, if it has the expected form. */
export function readStored<Value>(
  key: string,
  isValid: (value: unknown) => value is Value,
): Value | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the value. */
export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage is no reason to stop.
  }
}
