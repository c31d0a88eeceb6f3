// Adds a condition to the list: any of those that `EventFilter` has and that need no nesting.
import { type FormEvent, useId, useState } from "react";
import type { EventsState } from "../address/events";
import { Button } from "../ui/Button";
import {
  changesOf,
  FIELDS,
  type FieldName,
  kindOf,
  operatorsOf,
  type Typed,
} from "./conditionFields";
import { useSuggestions } from "./useSuggestions";

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changes) {
      onChange(changes);
      onDone();
    }
  };
  const kind = kindOf(typed.field);
  return (
    <form className="small-form" onSubmit={submit}>
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
      <Button look="primary" type="submit" disabled={!changes}>
        Add filter
      </Button>
    </form>
  );
}

interface FieldProps {
  typed: Typed;
  state: EventsState;
  change: (changes: Partial<Typed>) => void;
}

function PathField({ typed, state, change }: FieldProps) {
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
      <datalist id={list}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
    </label>
  );
}

function ValueField({ typed, state, change }: FieldProps) {
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
      <datalist id={list}>
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </label>
  );
}
