// The inputs of forms that make and change a condition: how it compares, where in the payload, and with what.
import { useId } from "react";
import type { EventsState } from "../address/events";
import { kindOf, operatorsOf, type Typed } from "./conditionFields";
import { useSuggestions } from "./useSuggestions";

interface ConditionInputsProps {
  typed: Typed;
  state: EventsState;
  change: (changes: Partial<Typed>) => void;
}

/** All inputs of one condition. */
export function ConditionInputs({ typed, state, change }: ConditionInputsProps) {
  const kind = kindOf(typed.field);
  return (
    <>
      {kind === "payload" && <PathField typed={typed} state={state} change={change} />}
      <label className="field">
        Which
        <select
          className="input"
          value={typed.operator}
          onChange={(event) => change({ operator: event.target.value })}
        >
          {operatorsOf(typed.field).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {kind !== "choice" && <ValueField typed={typed} state={state} change={change} />}
    </>
  );
}

function PathField({ typed, state, change }: ConditionInputsProps) {
  const list = useId();
  const { paths } = useSuggestions(state, typed.field);
  return (
    <label className="field">
      Path in the payload
      <input
        className="input mono"
        required
        list={list}
        placeholder="items.0.title"
        value={typed.path}
        onChange={(event) => change({ path: event.target.value })}
      />
      <Suggestions id={list} values={paths} />
    </label>
  );
}

function ValueField({ typed, state, change }: ConditionInputsProps) {
  const list = useId();
  const { values } = useSuggestions(state, typed.field, typed.path);
  if (typed.operator === "exists" || typed.operator === "missing") {
    return null;
  }
  const isTime = kindOf(typed.field) === "time";
  return (
    <label className="field">
      {isTime ? "When" : "Value"}
      <input
        className="input"
        required
        type={isTime ? "datetime-local" : "text"}
        list={list}
        value={typed.value}
        onChange={(event) => change({ value: event.target.value })}
      />
      <Suggestions id={list} values={values} />
    </label>
  );
}

/** What an input with this list may be filled with. */
export const Suggestions = ({ id, values }: { id: string; values: readonly string[] }) => (
  <datalist id={id}>
    {values.map((value) => (
      <option key={value} value={value} />
    ))}
  </datalist>
);
