// What the page keeps in the browser: `readStored(key, isValid)` and `writeStored(key, value)` for
// `localStorage`, `readSession` and `writeSession` for what ends with the tab, and what `forgetSession` forgets.
// Browsers may refuse all of them; the page then forgets.

const PREFIX = "event-mesh:";

type Check<Value> = (value: unknown) => value is Value;

/** The value under the key, if it has the expected form. */
export const readStored = <Value>(key: string, isValid: Check<Value>): Value | undefined =>
  read(() => localStorage, key, isValid);

/** Keeps the value. */
export const writeStored = (key: string, value: unknown): void =>
  write(() => localStorage, key, value);

/** The value under the key of this tab, if it has the expected form. */
export const readSession = <Value>(key: string, isValid: Check<Value>): Value | undefined =>
  read(() => sessionStorage, key, isValid);

/** Keeps the value until the tab is closed, over reloads of the page; `undefined` forgets it. */
export const writeSession = (key: string, value: unknown): void =>
  write(() => sessionStorage, key, value);

/** Forgets all that is kept until the tab is closed. */
export function forgetSession(): void {
  try {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
      sessionStorage.removeItem(key);
    }
  } catch {
    // Where there is no storage, nothing was kept.
  }
}

function read<Value>(storage: () => Storage, key: string, isValid: Check<Value>) {
  try {
    const value: unknown = JSON.parse(storage().getItem(PREFIX + key) ?? "null");
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) {
      storage().removeItem(PREFIX + key);
    } else {
      storage().setItem(PREFIX + key, JSON.stringify(value));
    }
  } catch {
    // A full or forbidden storage is no reason to stop.
  }
}
