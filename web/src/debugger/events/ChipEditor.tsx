// Changes the condition of a chip in place; loaded when a chip is first pressed.
import { useState } from "react";
import type { TermKind } from "../address/conditions";
import type { EventsState } from "../address/events";
import { Button, IconButton } from "../ui/Button";
import { StateIcon } from "../ui/StateIcon";
import { STATE_ORDER, STATES } from "../ui/state";
import { ChangesForm } from "./ChangesForm";
import type { Chip } from "./chips";
import { ConditionInputs, Suggestions } from "./conditionInputs";
import {
  changesOfEdited,
  type EditedStates,
  type EditedText,
  type EditedTime,
  editedOf,
} from "./editedCondition";
import { useSuggestions } from "./useSuggestions";

interface ChipEditorProps {
  chip: Chip;
  state: EventsState;
  /** What the server said against it. */
  error: string | undefined;
  onChange: (changes: Partial<EventsState>) => void;
  onDone: () => void;
}

/** The form. */
export default function ChipEditor({ chip, state, error, onChange, onDone }: ChipEditorProps) {
  const [now] = useState(Date.now);
  const [edited, setEdited] = useState(() => editedOf(chip, state, now));
  const changes = changesOfEdited(edited, chip, state, now);
  return (
    <ChangesForm changes={changes} label="Save" onChange={onChange} onDone={onDone}>
      {edited.kind === "text" && <TextInputs edited={edited} state={state} onEdit={setEdited} />}
      {edited.kind === "states" && <StateInputs edited={edited} onEdit={setEdited} />}
      {edited.kind === "time" && <TimeInputs edited={edited} onEdit={setEdited} />}
      {edited.kind === "typed" && (
        <ConditionInputs
          typed={edited.typed}
          state={state}
          change={(more) => setEdited({ kind: "typed", typed: { ...edited.typed, ...more } })}
        />
      )}
      {error !== undefined && <p className="field-error">It {error}</p>}
    </ChangesForm>
  );
}

interface TextInputsProps {
  edited: EditedText;
  state: EventsState;
  onEdit: (edited: EditedText) => void;
}

const TERM_KINDS: readonly (readonly [TermKind, string])[] = [
  ["is", "is"],
  ["starts", "begins with"],
  ["contains", "contains"],
];

const SUGGESTIONS = "chip-suggestions";

function TextInputs({ edited, state, onEdit }: TextInputsProps) {
  const { values } = useSuggestions(state, edited.field);
  const { terms } = edited;
  const setTerms = (changed: EditedText["terms"]) => onEdit({ ...edited, terms: changed });
  const add = () => {
    const key = Math.max(...terms.map((term) => term.key)) + 1;
    setTerms([...terms, { key, kind: "is", value: "" }]);
  };
  return (
    <>
      <label className="field">
        Which
        <select
          className="input"
          value={edited.isNot ? "not" : "any"}
          onChange={(event) => onEdit({ ...edited, isNot: event.target.value === "not" })}
        >
          <option value="any">Any of these</option>
          <option value="not">None of these</option>
        </select>
      </label>
      {terms.map((term, index) => (
        <TermInputs
          key={term.key}
          term={term}
          number={index + 1}
          onEdit={(changed) => setTerms(terms.with(index, { ...term, ...changed }))}
          onRemove={terms.length > 1 ? () => setTerms(terms.toSpliced(index, 1)) : undefined}
        />
      ))}
      <Suggestions id={SUGGESTIONS} values={values} />
      <Button className="term-add" look="quiet" icon="plus" onClick={add}>
        Another value
      </Button>
    </>
  );
}

interface TermInputsProps {
  term: EditedText["terms"][number];
  number: number;
  onEdit: (changes: { kind?: TermKind; value?: string }) => void;
  /** Nothing for the only one. */
  onRemove: (() => void) | undefined;
}

const TermInputs = ({ term, number, onEdit, onRemove }: TermInputsProps) => (
  <div className="term">
    <select
      className="input"
      aria-label={`How value ${number} compares`}
      value={term.kind}
      onChange={(event) => onEdit({ kind: event.target.value as TermKind })}
    >
      {TERM_KINDS.map(([kind, label]) => (
        <option key={kind} value={kind}>
          {label}
        </option>
      ))}
    </select>
    <input
      className="input"
      required
      aria-label={`Value ${number}`}
      list={SUGGESTIONS}
      value={term.value}
      onChange={(event) => onEdit({ value: event.target.value })}
    />
    {onRemove && <IconButton icon="cross" label={`Remove value ${number}`} onClick={onRemove} />}
  </div>
);

interface StateInputsProps {
  edited: EditedStates;
  onEdit: (edited: EditedStates) => void;
}

function StateInputs({ edited, onEdit }: StateInputsProps) {
  const toggle = (kind: string, isChosen: boolean) => {
    const others = edited.chosen.filter((other) => other !== kind);
    onEdit({ kind: "states", chosen: isChosen ? [...others, kind] : others });
  };
  return (
    <fieldset className="state-choices">
      <legend>State of the outcome</legend>
      {STATE_ORDER.map((state) => {
        const { kind, label } = STATES[state];
        return (
          <label key={kind}>
            <input
              type="checkbox"
              checked={edited.chosen.includes(kind)}
              onChange={(event) => toggle(kind, event.target.checked)}
            />
            <StateIcon state={state} decorative />
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}

interface TimeInputsProps {
  edited: EditedTime;
  onEdit: (edited: EditedTime) => void;
}

const TIMES = [
  ["from", "Happened at or after"],
  ["to", "Happened at or before"],
] as const;

const TimeInputs = ({ edited, onEdit }: TimeInputsProps) =>
  TIMES.map(([name, label]) => (
    <label key={name} className="field">
      {label}
      <input
        className="input"
        type="datetime-local"
        step="any"
        value={edited[name]}
        onChange={(event) => onEdit({ ...edited, [name]: event.target.value })}
      />
    </label>
  ));
