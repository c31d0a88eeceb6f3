// The kinds of parameters that addresses have: `text()`, `list()`, `choice()`, `choices()`, `flag()`,
// `whole()`, `real()`, and `textField` and `manyField` for further ones.
import type { Field } from "./codec";

/** A field of one text; the last one counts where there are several. `read` tells nonsense by `undefined`. */
export function textField<Value>(
  initial: Value,
  read: (text: string) => Value | undefined,
  write: (value: Value) => string,
): Field<Value> {
  const initialText = write(initial);
  return {
    initial,
    read(texts) {
      const text = texts.at(-1) ?? "";
      const value = read(text);
      return value === undefined ? { value: initial, broken: [text] } : { value, broken: [] };
    },
    write(value) {
      const text = write(value);
      return text === initialText ? [] : [text];
    },
  };
}

/** A field of several parameters with one name. */
export function manyField<Item>(
  read: (text: string) => Item | undefined,
  write: (item: Item) => string,
): Field<readonly Item[]> {
  return {
    initial: [],
    read(texts) {
      const found = texts.map((text) => [text, read(text)] as const);
      return {
        value: found.flatMap(([, item]) => (item === undefined ? [] : [item])),
        broken: found.flatMap(([text, item]) => (item === undefined ? [text] : [])),
      };
    },
    write: (items) => items.map(write),
  };
}

/** Any text; empty by default. */
export const text = (): Field<string> =>
  textField<string>(
    "",
    (value) => value,
    (value) => value,
  );

/** Texts with commas between them; commas within have a backslash. */
export const list = (): Field<readonly string[]> =>
  textField<readonly string[]>(
    [],
    (value) => splitEscaped(value, ",").map(unguard),
    (items) => items.map((item) => guard(item, ",")).join(","),
  );

/** One of these words. */
export const choice = <const Name extends string>(
  names: readonly Name[],
  initial: NoInfer<Name>,
): Field<Name> =>
  textField<Name>(
    initial,
    (value) => names.find((name) => name === value),
    (value) => value,
  );

/** Some of these words. */
export const choices = <const Name extends string>(
  names: readonly Name[],
  initial: readonly NoInfer<Name>[] = [],
): Field<readonly Name[]> =>
  textField<readonly Name[]>(
    initial,
    (value) => {
      const chosen = value === "" ? [] : value.split(",");
      const known = names.filter((name) => chosen.includes(name));
      return known.length === chosen.length ? known : undefined;
    },
    (value) => names.filter((name) => value.includes(name)).join(","),
  );

/** Yes, no, or nothing said: `1`, `0`. */
export const flag = (): Field<boolean | null> =>
  textField<boolean | null>(
    null,
    (value) => (value === "1" ? true : value === "0" ? false : undefined),
    (value) => (value === null ? "" : value ? "1" : "0"),
  );

/** A whole number within these bounds. */
export const whole = (initial: number, least: number, most: number): Field<number> =>
  textField(
    initial,
    (value) => {
      const number = Number(value);
      return /^-?\d{1,15}$/.test(value) && number >= least && number <= most ? number : undefined;
    },
    (value) => String(value),
  );

/** A number, or nothing. */
export const real = (): Field<number | null> =>
  textField<number | null>(
    null,
    (value) => {
      const number = Number(value);
      return value.trim() !== "" && Number.isFinite(number) ? number : undefined;
    },
    (value) => (value === null ? "" : String(value)),
  );

/** The text with a backslash before each of these characters, and before backslashes. */
export const guard = (value: string, characters: string): string =>
  [...value].map((one) => (one === "\\" || characters.includes(one) ? `\\${one}` : one)).join("");

/** The text without the backslashes of `guard`. */
export const unguard = (value: string): string => value.replaceAll(/\\(.)/gsu, "$1");

/** The parts between the separators that have no backslash; backslashes stay. An empty text has no part. */
export function splitEscaped(value: string, separator: string): string[] {
  if (value === "") {
    return [];
  }
  const parts = [""];
  for (const piece of value.match(/\\.|[^\\]|\\$/gsu) ?? []) {
    if (piece === separator) {
      parts.push("");
    } else {
      parts[parts.length - 1] += piece;
    }
  }
  return parts;
}
