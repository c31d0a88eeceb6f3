// The conditions of an address as chips: what they say, and how each is taken away.
import type { PayloadCondition, TextCondition } from "../address/conditions";
import type { EventsState } from "../address/events";
import { resolve } from "../address/time";
import { STATES, stateOfKind } from "../ui/state";
import { dayAndClock } from "../ui/time";
import type { ConditionName } from "./filter";

/** What a chip is about. */
export type ChipName = Exclude<ConditionName, "q"> | "time";

/** A condition that can be changed and taken away. */
export interface Chip {
  /** The parameter, and which of several. */
  key: string;
  name: ChipName;
  /** Which of several conditions with this name. */
  index?: number;
  label: string;
  text: string;
  /** The address without it. */
  without: Partial<EventsState>;
}

const FLAGS = {
  doc: ["Documentation", "goes into it", "stays out of it"],
  outcome: ["Outcome", "told", "not told"],
  causes: ["Causes", "has some", "has none"],
  effects: ["Effects", "has some", "has none"],
} as const;

const IDS = {
  causedBy: "Caused by",
  ledTo: "Led to",
  user: "User",
  tenant: "Tenant",
} as const;

const OPERATOR_SIGNS: Readonly<Record<PayloadCondition["operator"], string>> = {
  eq: "=",
  ne: "≠",
  lt: "<",
  lte: "≤",
  gt: ">",
  gte: "≥",
  contains: "contains",
  exists: "exists",
};

const TEXT_LABELS = { name: "Name", source: "Source", category: "Category", id: "Id" } as const;

/** Every condition but the text that is looked for, which stands in the search box. */
export function chipsOf(state: EventsState, now: number): Chip[] {
  return [
    ...timeChip(state, now),
    ...textChips(state),
    ...stateChip(state),
    ...flagChips(state),
    ...idChips(state),
    ...payloadChips(state),
  ];
}

function timeChip(state: EventsState, now: number): Chip[] {
  if (state.from === null && state.to === null) {
    return [];
  }
  const words = (point: EventsState["from"], open: string) =>
    point === null ? open : dayAndClock(resolve(point, now), now);
  const text = `${words(state.from, "earlier")} – ${words(state.to, "now")}`;
  return [
    { key: "time", name: "time", label: "Happened", text, without: { from: null, to: null } },
  ];
}

/** "any but internal", "widget.created or error.…" */
export function conditionWords({ isNot, terms }: TextCondition): string {
  const words = terms.map(({ kind, value }) =>
    kind === "is" ? value : kind === "starts" ? `${value}…` : `…${value}…`,
  );
  return (isNot ? "any but " : "") + words.join(isNot ? ", " : " or ");
}

function textChips(state: EventsState): Chip[] {
  const names = ["name", "source", "category", "id"] as const;
  return names
    .filter((name) => state[name].terms.length > 0)
    .map((name) => ({
      key: name,
      name,
      label: TEXT_LABELS[name],
      text: conditionWords(state[name]),
      without: { [name]: { isNot: false, terms: [] } },
    }));
}

function stateChip({ state }: EventsState): Chip[] {
  const labels = state.flatMap((kind) => {
    const known = stateOfKind(kind);
    return known ? [STATES[known].label.toLowerCase()] : [];
  });
  const text = labels.join(" or ");
  return labels.length === 0
    ? []
    : [{ key: "state", name: "state", label: "State", text, without: { state: [] } }];
}

function flagChips(state: EventsState): Chip[] {
  return (Object.keys(FLAGS) as (keyof typeof FLAGS)[])
    .filter((name) => state[name] !== null)
    .map((name) => {
      const [label, yes, no] = FLAGS[name];
      return { key: name, name, label, text: state[name] ? yes : no, without: { [name]: null } };
    });
}

function idChips(state: EventsState): Chip[] {
  return (Object.keys(IDS) as (keyof typeof IDS)[])
    .filter((name) => state[name] !== "")
    .map((name) => ({
      key: name,
      name,
      label: IDS[name],
      text: state[name],
      without: { [name]: "" },
    }));
}

function payloadChips({ path }: EventsState): Chip[] {
  return path.map((condition, index) => ({
    key: `path${index}`,
    name: "path",
    index,
    label: condition.path.join("."),
    text: payloadWords(condition),
    without: { path: path.filter((_, other) => other !== index) },
  }));
}

function payloadWords({ operator, value }: PayloadCondition): string {
  if (operator === "exists") {
    return value === true ? "is there" : "isn’t there";
  }
  return `${OPERATOR_SIGNS[operator]} ${typeof value === "string" ? value : JSON.stringify(value)}`;
}
