// The outcome, edited within the comparison. Where somebody else told another one meanwhile, both are shown,
// and nothing that was typed is lost.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ReportOutcomeDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { Comparison } from "../ui/Comparison";
import { showToast } from "../ui/toasts";
import { type Draft, isOvertaken, isSame } from "./draft";
import { FormActions, formKeys, Overtaken, SaveError } from "./FormParts";
import {
  mayHaveNoVerdict,
  type OutcomeFields,
  outcomeFields,
  outcomeInput,
  outcomeProblem,
  VERDICTS,
} from "./outcome";
import { type EventRef, eventKey, type Inspected } from "./useEvent";

interface OutcomeFormProps {
  eventRef: EventRef;
  event: Inspected;
  draft: Draft<OutcomeFields>;
  keep: (draft: Draft<OutcomeFields> | undefined) => void;
  /** Leaves the form; the draft stays unless it was forgotten. */
  onLeave: () => void;
}

/** The form. */
export function OutcomeForm({ eventRef, event, draft, keep, onLeave }: OutcomeFormProps) {
  const save = useSave(eventRef, () => {
    keep(undefined);
    onLeave();
  });
  const current = outcomeFields(event);
  const isConflict = isOvertaken(draft, current, event.revision);
  const problem = outcomeProblem(draft);
  const isUnchanged = isSame(draft.fields, draft.base);
  const change = (changes: Partial<OutcomeFields>) =>
    keep({ ...draft, fields: { ...draft.fields, ...changes } });
  const submit = (submission?: FormEvent) => {
    submission?.preventDefault();
    if (!problem && !isConflict && !isUnchanged && !save.isPending) {
      save.mutate(draft);
    }
  };
  const forget = () => {
    keep(undefined);
    onLeave();
  };
  const saveOver = () => {
    const begunAnew = { ...draft, base: current, revision: event.revision };
    keep(begunAnew);
    save.mutate(begunAnew);
  };
  return (
    <form
      className="outcome-form"
      onSubmit={submit}
      onKeyDown={formKeys(submit, isUnchanged ? forget : onLeave)}
      aria-label="Outcome"
    >
      <EditedComparison event={event} draft={draft} change={change} />
      <Verdict draft={draft} change={change} />
      {isConflict && (
        <Overtaken
          title="Somebody told another outcome while you were writing"
          theirs={current.outcome}
          note={noteOf(current)}
          onSaveOver={saveOver}
          onTakeTheirs={forget}
        />
      )}
      {save.error && !isConflict && <SaveError error={save.error} />}
      {problem && !isUnchanged && <p className="field-error">{problem}</p>}
      {!isConflict && (
        <FormActions
          name="outcome"
          hasFailed={save.error !== null}
          isUnchanged={isUnchanged}
          isDisabled={problem !== undefined || save.isPending}
          onForget={forget}
        >
          <span className="label">saves revision {draft.revision + 1}</span>
        </FormActions>
      )}
    </form>
  );
}

/** Sends a draft; on a conflict what is there now is asked for, and the form shows both. */
function useSave(eventRef: EventRef, onSaved: () => void) {
  const queries = useQueryClient();
  const queryKey = eventKey(eventRef);
  return useMutation({
    mutationFn: (draft: Draft<OutcomeFields>) => {
      const { id, tenant } = eventRef;
      const variables = { id, tenantId: tenant ?? null, input: outcomeInput(draft) };
      return request(ReportOutcomeDocument, variables);
    },
    onSuccess: (data) => {
      showToast(data.updateOutcome?.changed ? "Outcome saved" : "That was known already");
      onSaved();
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

interface PartProps {
  draft: Draft<OutcomeFields>;
  change: (changes: Partial<OutcomeFields>) => void;
}

function EditedComparison({ event, draft, change }: PartProps & { event: Inspected }) {
  const { fields } = draft;
  return (
    <Comparison
      state="NONE"
      expected={event.userIntent?.expectedOutcome}
      actual={
        <textarea
          className="input"
          aria-label="What came of it"
          rows={4}
          // biome-ignore lint/a11y/noAutofocus: the reader asked to write here
          autoFocus
          value={fields.outcome}
          onChange={({ target }) => change({ outcome: target.value })}
        />
      }
      measure={event.userIntent?.impactMetric}
      measured={
        <textarea
          className="input"
          aria-label="Measured"
          rows={2}
          value={fields.measured}
          onChange={({ target }) => change({ measured: target.value })}
        />
      }
    />
  );
}

function Verdict({ draft, change }: PartProps) {
  const none = mayHaveNoVerdict(draft) ? [[null, "No verdict"] as const] : [];
  return (
    <fieldset className="segments verdict">
      <legend className="hidden-text">Is it what was expected?</legend>
      {[...VERDICTS, ...none].map(([verdict, label]) => (
        <label key={label} aria-current={draft.fields.verdict === verdict || undefined}>
          <input
            type="radio"
            className="hidden-text"
            name="verdict"
            checked={draft.fields.verdict === verdict}
            onChange={() => change({ verdict })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function noteOf({ verdict, measured }: OutcomeFields): string {
  const words = VERDICTS.find(([one]) => one === verdict)?.[1] ?? "no verdict";
  return measured ? `${words} · ${measured}` : words;
}
