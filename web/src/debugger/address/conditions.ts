// Conditions in addresses. On texts: `name=widget.created,error.*` (one of these), `*token*` (in it), and a
// minus before all of them for "none of these". On payloads: `path=items.0.title:eq:"x"`.
import type { Field } from "./codec";
import { guard, manyField, splitEscaped, textField, unguard } from "./fields";

/** How a text is compared. */
export type TermKind = "is" | "starts" | "contains";

/** One text to compare with. */
export interface Term {
  kind: TermKind;
  value: string;
}

/** One of the terms holds, or none where `isNot`. Without terms it is no condition. */
export interface TextCondition {
  isNot: boolean;
  terms: readonly Term[];
}

/** No condition. */
export const NO_CONDITION: TextCondition = { isNot: false, terms: [] };

const SPECIAL = ",*-";

function readTerm(written: string): Term {
  const isContained = /^\*.*\*$/s.test(written) && written.length > 1 && !isEscapedEnd(written);
  if (isContained) {
    return { kind: "contains", value: unguard(written.slice(1, -1)) };
  }
  if (written.endsWith("*") && !isEscapedEnd(written)) {
    return { kind: "starts", value: unguard(written.slice(0, -1)) };
  }
  return { kind: "is", value: unguard(written) };
}

/** Whether the last character has a backslash before it that counts. */
const isEscapedEnd = (written: string): boolean =>
  (/\\*(?=.$)/su.exec(written)?.[0].length ?? 0) % 2 === 1;

function writeTerm({ kind, value }: Term): string {
  const escaped = guard(value, SPECIAL);
  return kind === "is" ? escaped : kind === "starts" ? `${escaped}*` : `*${escaped}*`;
}

/** A condition on a text. */
export const condition = (): Field<TextCondition> =>
  textField<TextCondition>(
    NO_CONDITION,
    (written) => {
      const isNot = written.startsWith("-");
      const terms = splitEscaped(isNot ? written.slice(1) : written, ",").map(readTerm);
      return terms.length === 0 || terms.some(({ value }) => value === "")
        ? undefined
        : { isNot, terms };
    },
    ({ isNot, terms }) => (terms.length > 0 && isNot ? "-" : "") + terms.map(writeTerm).join(","),
  );

const OPERATORS = ["eq", "ne", "lt", "lte", "gt", "gte", "contains", "exists"] as const;

/** How a value in a payload is compared, as `JsonOperator` in small letters. */
export type PayloadOperator = (typeof OPERATORS)[number];

/** A condition on a value inside the payload. */
export interface PayloadCondition {
  path: readonly string[];
  operator: PayloadOperator;
  value: unknown;
}

/** `items.0.title:eq:"x"`, or `undefined` for what isn't written so. */
export function readPayloadCondition(written: string): PayloadCondition | undefined {
  const [path, operator, ...value] = splitEscaped(written, ":");
  const known = OPERATORS.find((name) => name === operator);
  if (!path || !known || value.length === 0) {
    return undefined;
  }
  try {
    const parts = splitEscaped(path, ".").map(unguard);
    return { path: parts, operator: known, value: JSON.parse(unguard(value.join(":"))) };
  } catch {
    return undefined;
  }
}

/** As `readPayloadCondition` reads it. */
export function writePayloadCondition({ path, operator, value }: PayloadCondition): string {
  const parts = path.map((part) => guard(part, ".:")).join(".");
  return `${parts}:${operator}:${guard(JSON.stringify(value ?? null), "")}`;
}

/** Conditions on payloads, each a parameter of its own. */
export const payloadConditions = (): Field<readonly PayloadCondition[]> =>
  manyField(readPayloadCondition, writePayloadCondition);
