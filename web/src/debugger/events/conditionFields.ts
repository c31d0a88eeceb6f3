// The conditions that can be added by hand: what each is called, how it compares, and what it changes in the
// address.
import type { PayloadCondition, PayloadOperator, TermKind } from "../address/conditions";
import type { EventsState } from "../address/events";
import { guard, splitEscaped, unguard } from "../address/fields";
import { at } from "../address/time";
import { STATE_ORDER, STATES, stateOfKind } from "../ui/state";

/** How a condition is typed in. */
export type FieldKind = "text" | "id" | "choice" | "payload" | "time";

interface FieldInfo {
  label: string;
  kind: FieldKind;
}

/** Every condition. */
export const FIELDS = {
  name: { label: "Name", kind: "text" },
  source: { label: "Source", kind: "text" },
  category: { label: "Category", kind: "text" },
  id: { label: "Id", kind: "text" },
  state: { label: "State of the outcome", kind: "choice" },
  outcome: { label: "Outcome", kind: "choice" },
  doc: { label: "Documentation", kind: "choice" },
  causes: { label: "Causes", kind: "choice" },
  effects: { label: "Effects", kind: "choice" },
  path: { label: "Payload", kind: "payload" },
  causedBy: { label: "Caused by the event", kind: "id" },
  ledTo: { label: "Led to the event", kind: "id" },
  from: { label: "Happened at or after", kind: "time" },
  to: { label: "Happened at or before", kind: "time" },
  user: { label: "User", kind: "id" },
  tenant: { label: "Tenant", kind: "id" },
} as const satisfies Partial<Record<keyof EventsState, FieldInfo>>;

/** The name of a condition, as the address has it. */
export type FieldName = keyof typeof FIELDS;

/** What somebody has typed. */
export interface Typed {
  field: FieldName;
  operator: string;
  path: string;
  value: string;
}

/** How a condition is typed in. */
export const kindOf = (field: FieldName): FieldKind => FIELDS[field].kind;

type Operators = readonly (readonly [name: string, label: string])[];

const TEXT_OPERATORS: Operators = [
  ["is", "is"],
  ["starts", "begins with"],
  ["contains", "contains"],
  ["not is", "is not"],
  ["not starts", "doesn’t begin with"],
  ["not contains", "doesn’t contain"],
];

const PAYLOAD_OPERATORS: Operators = [
  ["eq", "="],
  ["ne", "≠"],
  ["lt", "<"],
  ["lte", "≤"],
  ["gt", ">"],
  ["gte", "≥"],
  ["contains", "contains"],
  ["exists", "is there"],
  ["missing", "isn’t there"],
];

const CHOICES: Readonly<Partial<Record<FieldName, Operators>>> = {
  state: STATE_ORDER.map((state) => [STATES[state].kind, STATES[state].label]),
  outcome: [
    ["1", "is told"],
    ["0", "is not told"],
  ],
  doc: [
    ["1", "goes into it"],
    ["0", "stays out of it"],
  ],
  causes: [
    ["1", "has some"],
    ["0", "has none"],
  ],
  effects: [
    ["1", "has some"],
    ["0", "has none"],
  ],
};

const EXACTLY: Operators = [["is", "is"]];

/** How the condition compares. */
export function operatorsOf(field: FieldName): Operators {
  const kind = kindOf(field);
  return kind === "text"
    ? TEXT_OPERATORS
    : kind === "payload"
      ? PAYLOAD_OPERATORS
      : (CHOICES[field] ?? EXACTLY);
}

/** What the condition changes in the address; nothing while something is missing. */
export function changesOf(typed: Typed, state: EventsState): Partial<EventsState> | undefined {
  const { field, operator } = typed;
  const value = typed.value.trim();
  switch (kindOf(field)) {
    case "text":
      return value === "" ? undefined : textChanges(field as "name", operator, value, state);
    case "id":
      return value === "" ? undefined : { [field]: value };
    case "time": {
      const time = Date.parse(value);
      return Number.isNaN(time) ? undefined : { [field]: at(time) };
    }
    case "payload":
      return payloadChanges(typed, state);
    case "choice":
      return choiceChanges(field, operator, state);
  }
}

function textChanges(
  field: "name" | "source" | "category" | "id",
  operator: string,
  value: string,
  state: EventsState,
): Partial<EventsState> {
  const isNot = operator.startsWith("not ");
  const term = { kind: operator.replace("not ", "") as TermKind, value };
  const known = state[field];
  const terms = known.isNot === isNot ? known.terms : [];
  const others = terms.filter((other) => other.kind !== term.kind || other.value !== value);
  return { [field]: { isNot, terms: [...others, term] } };
}

function choiceChanges(
  field: FieldName,
  operator: string,
  state: EventsState,
): Partial<EventsState> | undefined {
  if (field !== "state") {
    return { [field]: operator === "1" };
  }
  const known = stateOfKind(operator);
  const kind = known && STATES[known].kind;
  return kind && { state: [...state.state.filter((other) => other !== kind), kind] };
}

function payloadChanges(typed: Typed, state: EventsState): Partial<EventsState> | undefined {
  const condition = payloadOf({ ...typed, path: typed.path.trim() });
  return condition && { path: [...state.path, condition] };
}

/** The condition on the payload; nothing while something is missing. */
export function payloadOf({ path, operator, value }: Typed): PayloadCondition | undefined {
  const parts = splitEscaped(path, ".").map(unguard);
  const isExistence = operator === "exists" || operator === "missing";
  if (parts.length === 0 || (!isExistence && value.trim() === "")) {
    return undefined;
  }
  return isExistence
    ? { path: parts, operator: "exists", value: operator === "exists" }
    : { path: parts, operator: operator as PayloadOperator, value: jsonOf(value) };
}

/** How the condition on the payload is typed in. */
export function typedPayload({ path, operator, value }: PayloadCondition): Typed {
  const written = path.map((part) => guard(part, ".")).join(".");
  const typed = { field: "path" as const, operator, path: written, value: "" };
  return operator === "exists"
    ? { ...typed, operator: value === true ? operator : "missing" }
    : { ...typed, value: textOf(value) };
}

/** `12`, `true` and `"12"` are what they are in JSON; everything else is text. */
function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value.trim();
  }
}

/** What `jsonOf` reads so; inputs drop line breaks. */
function textOf(value: unknown): string {
  return typeof value === "string" && /^[^\r\n]+$/.test(value) && jsonOf(value) === value
    ? value
    : JSON.stringify(value);
}
