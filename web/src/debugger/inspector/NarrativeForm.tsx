// The narrative, edited. As with outcomes, what somebody else wrote meanwhile is shown beside the draft.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { WriteNarrativeDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { Button, IconButton } from "../ui/Button";
import { showToast } from "../ui/toasts";
import { type Draft, isOvertaken, isSame } from "./draft";
import { FormActions, formKeys, Overtaken, SaveError } from "./FormParts";
import { type NarrativeFields, narrativeFields, narrativeInput, type Snippet } from "./narrative";
import { type EventRef, eventKey, type Inspected } from "./useEvent";

interface NarrativeFormProps {
  eventRef: EventRef;
  event: Inspected;
  draft: Draft<NarrativeFields>;
  keep: (draft: Draft<NarrativeFields> | undefined) => void;
  onLeave: () => void;
}

/** The form. */
export function NarrativeForm({ eventRef, event, draft, keep, onLeave }: NarrativeFormProps) {
  const forget = () => {
    keep(undefined);
    onLeave();
  };
  const save = useSave(eventRef, forget);
  const current = narrativeFields(event.narrative);
  const revision = event.narrative?.revision ?? 0;
  const isConflict = isOvertaken(draft, current, revision);
  const isUnchanged = isSame(draft.fields, draft.base);
  const submit = (submission?: FormEvent) => {
    submission?.preventDefault();
    if (!isConflict && !isUnchanged && !save.isPending) {
      save.mutate(draft);
    }
  };
  const saveOver = () => {
    const begunAnew = { ...draft, base: current, revision };
    keep(begunAnew);
    save.mutate(begunAnew);
  };
  return (
    <form
      className="narrative-form"
      onSubmit={submit}
      onKeyDown={formKeys(submit, isUnchanged ? forget : onLeave)}
      aria-label="Narrative"
    >
      <Fields draft={draft} keep={keep} />
      {isConflict && (
        <Overtaken
          title="Somebody wrote another narrative while you were writing"
          theirs={current.story || current.summary}
          onSaveOver={saveOver}
          onTakeTheirs={forget}
        />
      )}
      {save.error && !isConflict && <SaveError error={save.error} />}
      {!isConflict && (
        <FormActions
          name="narrative"
          hasFailed={save.error !== null}
          isUnchanged={isUnchanged}
          isDisabled={save.isPending}
          onForget={forget}
        />
      )}
    </form>
  );
}

function useSave(eventRef: EventRef, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft<NarrativeFields>) => {
      const { id, tenant } = eventRef;
      const variables = { id, tenantId: tenant ?? null, input: narrativeInput(draft) };
      return request(WriteNarrativeDocument, variables);
    },
    onSuccess: () => {
      showToast("Narrative saved");
      onSaved();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: eventKey(eventRef) }),
  });
}

const TEXTS = [
  ["summary", "In a sentence", 2],
  ["story", "The story", 8],
  ["tags", "Tags, with commas between them", 1],
  ["pictures", "Addresses of pictures, one a line", 2],
] as const;

function Fields({ draft, keep }: Pick<NarrativeFormProps, "draft" | "keep">) {
  const { fields } = draft;
  const change = (changes: Partial<NarrativeFields>) =>
    keep({ ...draft, fields: { ...fields, ...changes } });
  const changeSnippet = (index: number, changes: Partial<Snippet>) =>
    change({
      snippets: fields.snippets.map((one, at) => (at === index ? { ...one, ...changes } : one)),
    });
  return (
    <>
      {TEXTS.map(([name, label, rows]) => (
        <label className="field" key={name}>
          {label}
          <textarea
            className="input"
            rows={rows}
            value={fields[name]}
            onChange={({ target }) => change({ [name]: target.value })}
          />
        </label>
      ))}
      {fields.snippets.map((snippet, index) => (
        <SnippetFields
          // biome-ignore lint/suspicious/noArrayIndexKey: snippets have no other identity
          key={index}
          snippet={snippet}
          onChange={(changes) => changeSnippet(index, changes)}
          onRemove={() => change({ snippets: fields.snippets.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        look="quiet"
        icon="plus"
        onClick={() =>
          change({ snippets: [...fields.snippets, { language: "", code: "", caption: "" }] })
        }
      >
        Piece of code
      </Button>
    </>
  );
}

interface SnippetFieldsProps {
  snippet: Snippet;
  onChange: (changes: Partial<Snippet>) => void;
  onRemove: () => void;
}

function SnippetFields({ snippet, onChange, onRemove }: SnippetFieldsProps) {
  return (
    <fieldset className="snippet">
      <legend className="hidden-text">A piece of code</legend>
      <div className="snippet-head">
        <input
          className="input"
          aria-label="What it shows"
          placeholder="What it shows"
          value={snippet.caption}
          onChange={({ target }) => onChange({ caption: target.value })}
        />
        <input
          className="input"
          aria-label="Language"
          placeholder="Language"
          value={snippet.language}
          onChange={({ target }) => onChange({ language: target.value })}
        />
        <IconButton icon="trash" label="Remove this piece of code" onClick={onRemove} />
      </div>
      <textarea
        className="input mono"
        aria-label="Code"
        rows={4}
        spellCheck={false}
        value={snippet.code}
        onChange={({ target }) => onChange({ code: target.value })}
      />
    </fieldset>
  );
}
