// The state of a screen in its address. A screen says which parameters it has:
//
//   const address = defineAddress({ view: choice(["graph", "table"], "graph"), sel: text() });
//
// `address.read("?view=table&x=1")` gives their values, the parameters that nobody knows (they are kept), and
// those that make no sense (they are kept, too, and shown, so that they can be removed).
// `address.write(values, rest)` leaves out what is as it is by default. `useAddress` in `hooks.ts` is what
// components use; `fields.ts` has the kinds of fields.

/** How a parameter is read and written. A parameter may stand in an address several times. */
export interface Field<Value> {
  /** What it is where the address doesn't say. */
  readonly initial: Value;
  /** Its value, and those texts that make no sense. */
  read(texts: readonly string[]): { value: Value; broken: readonly string[] };
  /** The texts that it is read from. */
  write(value: Value): readonly string[];
}

type Fields = Record<string, Field<unknown>>;

/** The values of an address's fields. */
export type ValuesOf<F extends Fields> = { [Name in keyof F]: F[Name]["initial"] };

/** A parameter with its text. */
export type Parameter = readonly [name: string, text: string];

/** What an address says beside the values of its fields. */
export interface Rest {
  /** Parameters that no field has. */
  readonly unknown: readonly Parameter[];
  /** Parameters whose text makes no sense to their field. */
  readonly broken: readonly Parameter[];
}

/** How the state of a screen is written into addresses. */
export interface Address<Values> {
  readonly initial: Values;
  read(search: string): Rest & { values: Values };
  /** The query, with `?` unless it is empty. */
  write(values: Values, rest?: Partial<Rest>): string;
}

/** An address with these parameters. */
export function defineAddress<F extends Fields>(fields: F): Address<ValuesOf<F>> {
  const names = Object.keys(fields);
  const initial = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.initial]),
  ) as ValuesOf<F>;
  return {
    initial,
    read(search) {
      const parameters = readParameters(search);
      const values: Record<string, unknown> = { ...initial };
      const broken: Parameter[] = [];
      for (const name of names) {
        const texts = parameters.filter(([key]) => key === name).map(([, text]) => text);
        if (texts.length > 0) {
          const found = (fields[name] as Field<unknown>).read(texts);
          values[name] = found.value;
          broken.push(...found.broken.map((text) => [name, text] as const));
        }
      }
      const unknown = parameters.filter(([key]) => !names.includes(key));
      return { values: values as ValuesOf<F>, unknown, broken };
    },
    write(values, rest = {}) {
      const known = names.flatMap((name) => {
        const texts = (fields[name] as Field<unknown>).write(values[name]);
        return texts.map((text) => [name, text] as const);
      });
      return writeParameters([...known, ...(rest.broken ?? []), ...(rest.unknown ?? [])]);
    },
  };
}

const readParameters = (search: string): Parameter[] => [...new URLSearchParams(search)];

function writeParameters(parameters: readonly Parameter[]): string {
  const pairs = parameters.map(([name, text]) => `${encode(name)}=${encode(text)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Halves of characters, which no address can have. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/** Readable where an address may be: `name=widget.created,widget.removed`. */
const encode = (text: string): string =>
  encodeURIComponent(text.replaceAll(LONE_SURROGATE, "\ufffd")).replaceAll(
    /%(2C|3A|2F|40|24)/g,
    (code) => decodeURIComponent(code),
  );
