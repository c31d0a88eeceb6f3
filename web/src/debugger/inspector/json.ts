// What the tree says of JSON values.

const LONG = 160;
const MOST_PARTS = 16;
const OPEN_DEPTH = 2;
const OPEN_ITEMS = 30;

/** Whether the value holds others. */
export const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

/** How many others it holds. */
export const sizeOf = (value: object): number => Object.keys(value).length;

/** Which kind of value it is, for its colour. */
export const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** Whether it is shown open before anybody asks. */
export const openAtFirst = (path: readonly string[], value: unknown): boolean =>
  isContainer(value) && path.length <= OPEN_DEPTH && sizeOf(value) <= OPEN_ITEMS;

/** The value as JSON writes it, on one line. */
export const longText = (value: unknown): string => JSON.stringify(value) ?? "null";

/** The same in few characters: how much a container holds, and the beginning of a long text. */
export function shortText(value: unknown): string {
  if (isContainer(value)) {
    const size = sizeOf(value);
    if (Array.isArray(value)) {
      return size === 0 ? "[]" : `[ ${size} ]`;
    }
    return size === 0 ? "{}" : `{ ${size} }`;
  }
  const text = longText(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** A path as people write it: `items.0.title`. */
export const pathText = (path: readonly string[]): string => path.join(".");

/** Whether lists can be filtered by the value at this path. */
export const mayFilterBy = (path: readonly string[]): boolean =>
  path.length > 0 && path.length <= MOST_PARTS;
