// The conditions of an address as the API takes them: `filterOf(state, bounds)`. `without` leaves conditions out,
// for facets that count without their own, and for saying what a list would hold without one.
import type { PayloadCondition, TextCondition } from "../address/conditions";
import type { EventsState } from "../address/events";
import type {
  EventFilter,
  EventOrder,
  JsonFilter,
  JsonOperator,
  StringFilter,
} from "../api/generated/graphql";
import { stateOfKind } from "../ui/state";

/** The parameters of an address that are conditions on events, but for time. */
export const CONDITIONS = [
  "q",
  "name",
  "source",
  "category",
  "id",
  "state",
  "doc",
  "outcome",
  "causes",
  "effects",
  "causedBy",
  "ledTo",
  "user",
  "tenant",
  "path",
] as const;

/** A parameter that is a condition. */
export type ConditionName = (typeof CONDITIONS)[number];

/** From when to when; open where nothing is said. */
export interface Bounds {
  start?: number | undefined;
  end?: number | undefined;
}

const OPERATORS: Readonly<Record<PayloadCondition["operator"], JsonOperator>> = {
  eq: "EQ",
  ne: "NE",
  lt: "LT",
  lte: "LTE",
  gt: "GT",
  gte: "GTE",
  contains: "CONTAINS",
  exists: "EXISTS",
};

type TextField = "eventName" | "source" | "category" | "id";

const TEXT_FIELDS = {
  name: "eventName",
  source: "source",
  category: "category",
  id: "id",
} as const;

/** The filter for these conditions within this time. */
export function filterOf(
  state: EventsState,
  bounds: Bounds,
  without: readonly ConditionName[] = [],
): EventFilter {
  const kept = <Name extends ConditionName>(name: Name): EventsState[Name] | undefined =>
    without.includes(name) ? undefined : state[name];
  const filter: EventFilter = {};
  const further: EventFilter[] = [];

  const text = kept("q")?.trim();
  if (text) {
    filter.text = text;
    filter.textPrefix = true;
  }
  for (const name of ["name", "source", "category", "id"] as const) {
    const condition = kept(name);
    if (condition && condition.terms.length > 0) {
      further.push(textFilter(TEXT_FIELDS[name], condition));
    }
  }
  const states = kept("state") ?? [];
  if (states.length > 0) {
    filter.outcomeState = states.flatMap((kind) => stateOfKind(kind) ?? []);
  }
  const path = kept("path") ?? [];
  if (path.length > 0) {
    filter.payload = path.map(payloadFilter);
  }
  Object.assign(filter, {
    ...said("shouldDocument", kept("doc")),
    ...said("hasOutcome", kept("outcome")),
    ...said("hasCauses", kept("causes")),
    ...said("hasEffects", kept("effects")),
    ...said("causedBy", kept("causedBy") || null),
    ...said("ledTo", kept("ledTo") || null),
    ...said("userId", kept("user") || null),
    ...said("tenantId", kept("tenant") || null),
    ...said("startTime", bounds.start ?? null),
    ...said("endTime", bounds.end ?? null),
  } satisfies EventFilter);
  return further.length > 0 ? { ...filter, and: further } : filter;
}

const said = <Name extends string, Value>(name: Name, value: Value | null | undefined) =>
  value === null || value === undefined ? {} : { [name]: value };

function textFilter(field: TextField, { isNot, terms }: TextCondition): EventFilter {
  const exact = terms.filter(({ kind }) => kind === "is").map(({ value }) => value);
  const conditions: StringFilter[] = [
    ...(exact.length > 1 ? [{ in: exact }] : exact.map((eq) => ({ eq }))),
    ...terms.filter(({ kind }) => kind === "starts").map(({ value }) => ({ startsWith: value })),
    ...terms.filter(({ kind }) => kind === "contains").map(({ value }) => ({ contains: value })),
  ];
  const filters = conditions.map((condition): EventFilter => ({ [field]: condition }));
  const [only] = filters;
  const any = filters.length === 1 && only ? only : { or: filters };
  return isNot ? { not: any } : any;
}

const payloadFilter = ({ path, operator, value }: PayloadCondition): JsonFilter => ({
  path: [...path],
  op: OPERATORS[operator],
  value,
});

/** In which order the list is. */
export function orderOf(state: EventsState): EventOrder {
  if (state.order === "best" && state.q.trim() !== "") {
    return { field: "RELEVANCE", direction: "DESC" };
  }
  return { field: "TIMESTAMP", direction: state.order === "oldest" ? "ASC" : "DESC" };
}

/** Whether an event whose outcome is in this state stays in the list. */
export const staysWith = (
  filter: EventFilter,
  event: { outcomeState: string; hasOutcome: boolean },
) =>
  (!filter.outcomeState || filter.outcomeState.some((state) => state === event.outcomeState)) &&
  (filter.hasOutcome === undefined || filter.hasOutcome === event.hasOutcome);
