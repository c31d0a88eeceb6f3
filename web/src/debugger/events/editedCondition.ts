// A chip's condition as it stands in its editor: `editedOf` takes it from the address, `changesOfEdited` brings it
// back. What isn't touched comes back as it was: relative times stay relative.
import type { Term } from "../address/conditions";
import type { EventsState } from "../address/events";
import { at, resolve, type TimePoint } from "../address/time";
import { STATES, stateOfKind } from "../ui/state";
import type { Chip } from "./chips";
import { payloadOf, type Typed, typedPayload } from "./conditionFields";

/** A condition on a text. */
export interface EditedText {
  kind: "text";
  field: "name" | "source" | "category" | "id";
  isNot: boolean;
  /** With a number that stays theirs. */
  terms: readonly (Term & { key: number })[];
}

/** Which states an outcome may have. */
export interface EditedStates {
  kind: "states";
  chosen: readonly string[];
}

/** From when to when, as inputs for times hold it. */
export interface EditedTime {
  kind: "time";
  from: string;
  to: string;
}

/** A condition that is typed in as it was when it was added. */
export interface EditedTyped {
  kind: "typed";
  typed: Typed;
}

/** A condition in its editor. */
export type Edited = EditedText | EditedStates | EditedTime | EditedTyped;

type Place = Pick<Chip, "name" | "index">;

/** The chip's condition. */
export function editedOf({ name, index = 0 }: Place, state: EventsState, now: number): Edited {
  switch (name) {
    case "time":
      return { kind: "time", from: localTime(state.from, now), to: localTime(state.to, now) };
    case "state":
      return { kind: "states", chosen: state.state };
    case "name":
    case "source":
    case "category":
    case "id": {
      const { isNot, terms } = state[name];
      return { kind: "text", field: name, isNot, terms: terms.map(keyed) };
    }
    case "path": {
      const condition = state.path[index];
      return { kind: "typed", typed: condition ? typedPayload(condition) : blank(name) };
    }
    case "doc":
    case "outcome":
    case "causes":
    case "effects":
      return { kind: "typed", typed: { ...blank(name), operator: state[name] ? "1" : "0" } };
    default:
      return { kind: "typed", typed: { ...blank(name), operator: "is", value: state[name] } };
  }
}

const keyed = (term: Term, key: number) => ({ ...term, key });

const blank = (field: Typed["field"]): Typed => ({ field, operator: "", path: "", value: "" });

/** What the editor changes in the address; nothing while something is missing. */
export function changesOfEdited(
  edited: Edited,
  { name, index = 0 }: Place,
  state: EventsState,
  now: number,
): Partial<EventsState> | undefined {
  switch (edited.kind) {
    case "text": {
      const terms = edited.terms.map(({ kind, value }) => ({ kind, value }));
      const isWhole = terms.length > 0 && terms.every(({ value }) => value.trim() !== "");
      return isWhole ? { [edited.field]: { isNot: edited.isNot, terms } } : undefined;
    }
    case "states": {
      const kinds = edited.chosen.flatMap((kind) => stateOfKind(kind) ?? []);
      return kinds.length === 0 ? undefined : { state: kinds.map((kind) => STATES[kind].kind) };
    }
    case "time":
      return timeChanges(edited, state, now);
    case "typed": {
      const { typed } = edited;
      if (name === "path") {
        const condition = payloadOf(typed);
        return condition && { path: state.path.with(index, condition) };
      }
      const isFlag = typed.operator === "0" || typed.operator === "1";
      const value = typed.value.trim();
      return isFlag
        ? { [typed.field]: typed.operator === "1" }
        : value === ""
          ? undefined
          : { [typed.field]: value };
    }
  }
}

function timeChanges({ from, to }: EditedTime, state: EventsState, now: number) {
  const point = (written: string, before: TimePoint | null): TimePoint | null | undefined => {
    if (written === localTime(before, now)) {
      return before;
    }
    const time = Date.parse(written);
    return written === "" ? null : Number.isNaN(time) ? undefined : at(time);
  };
  const [start, end] = [point(from, state.from), point(to, state.to)];
  const isWhole = start !== undefined && end !== undefined && (start !== null || end !== null);
  return isWhole ? { from: start, to: end } : undefined;
}

const MINUTE = 60_000;

/** The instant on this machine's clock, without zeros that say nothing; relative ones to the minute. */
function localTime(point: TimePoint | null, now: number): string {
  if (point === null) {
    return "";
  }
  const instant = resolve(point, now);
  const time = point.kind === "ago" ? instant - (instant % MINUTE) : instant;
  const offset = new Date(time).getTimezoneOffset() * MINUTE;
  return new Date(time - offset).toISOString().replace(/(:00)?\.000Z$|Z$/, "");
}
