// Adds a condition to the list: any of those that `EventFilter` has and that need no nesting.
import { useState } from "react";
import type { EventsState } from "../address/events";
import { ChangesForm } from "./ChangesForm";
import { changesOf, FIELDS, type FieldName, operatorsOf, type Typed } from "./conditionFields";
import { ConditionInputs } from "./conditionInputs";

interface ConditionFormProps {
  state: EventsState;
  onChange: (changes: Partial<EventsState>) => void;
  onDone: () => void;
}

const NAMES = Object.keys(FIELDS) as FieldName[];

/** The form. */
export function ConditionForm({ state, onChange, onDone }: ConditionFormProps) {
  const [typed, setTyped] = useState<Typed>({ field: "name", operator: "is", path: "", value: "" });
  const change = (changes: Partial<Typed>) => setTyped({ ...typed, ...changes });
  const changes = changesOf(typed, state);
  return (
    <ChangesForm changes={changes} label="Add filter" onChange={onChange} onDone={onDone}>
      <label className="field">
        Condition on
        <select
          className="input"
          value={typed.field}
          onChange={(event) => {
            const field = event.target.value as FieldName;
            change({ field, operator: operatorsOf(field)[0]?.[0] ?? "", value: "" });
          }}
        >
          {NAMES.map((name) => (
            <option key={name} value={name}>
              {FIELDS[name].label}
            </option>
          ))}
        </select>
      </label>
      <ConditionInputs typed={typed} state={state} change={change} />
    </ChangesForm>
  );
}
