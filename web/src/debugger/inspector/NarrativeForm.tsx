// The narrative, edited. As with outcomes, what somebody else wrote meanwhile is shown beside the draft.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { type NarrativePartsFragment, WriteNarrativeDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { Button } from "../ui/Button";
import { showToast } from "../ui/toasts";
import { type Draft, isOvertaken, isSame, rebased } from "./draft";
import { useDraft } from "./drafts";
import { FormActions, formKeys, Overtaken, SaveError } from "./FormParts";
import {
  changedWords,
  isPeoples,
  type NarrativeFields,
  narrativeFields,
  narrativeInput,
  type Snippet,
  writerOf,
} from "./narrative";
import { SnippetFields } from "./SnippetFields";
import { type EventRef, eventKey } from "./useEvent";
import { STORY_KEY } from "./useWriter";

type Narrative = NarrativePartsFragment | null;
type NarrativeDraft = Draft<NarrativeFields>;
type Keep = (draft: NarrativeDraft | undefined) => void;

const NO_NARRATIVE = narrativeFields(null);

/** The draft of an event's narrative, what keeps or forgets it, and what begins one where there is none. */
export function useNarrativeDraft(event: { id: string; tenantId: string }) {
  const [draft, keep] = useDraft(`narrative ${event.tenantId} ${event.id}`, NO_NARRATIVE);
  const begin = (narrative: Narrative) => {
    const base = narrativeFields(narrative);
    keep(draft ?? { fields: base, base, revision: narrative?.revision ?? 0 });
  };
  return [draft, keep, begin] as const;
}

interface NarrativeFormProps {
  eventRef: EventRef;
  /** As it is now. */
  narrative: Narrative;
  draft: NarrativeDraft;
  keep: Keep;
  onLeave: () => void;
  /** A writer is to write it. */
  onLetWrite: () => void;
}

/** The form. */
export function NarrativeForm(props: NarrativeFormProps) {
  const { eventRef, narrative, draft, keep, onLeave, onLetWrite } = props;
  const forget = () => {
    keep(undefined);
    onLeave();
  };
  const save = useSave(eventRef, forget);
  const current = narrativeFields(narrative);
  const revision = narrative?.revision ?? 0;
  const isConflict = isOvertaken(draft, current, revision);
  const isUnchanged = isSame(draft.fields, draft.base);
  const submit = (submission?: FormEvent) => {
    submission?.preventDefault();
    if (!isConflict && !isUnchanged && !save.isPending) {
      // Another revision that says what the draft was begun from, or what it says by now, overtakes nothing.
      save.mutate({ ...draft, revision });
    }
  };
  const saveOver = () => {
    const begunAnew = rebased(draft, current, revision);
    keep(begunAnew);
    save.mutate(begunAnew);
  };
  const letWrite = () => {
    forget();
    onLetWrite();
  };
  return (
    <form
      className="narrative-form"
      onSubmit={submit}
      onKeyDown={formKeys(submit, isUnchanged ? forget : onLeave)}
      aria-label="Narrative"
    >
      <PeoplesFields draft={draft} keep={keep} />
      <WrittenFields draft={draft} keep={keep}>
        <p className="label">{writerNote(narrative)}</p>
        {isUnchanged && !narrative?.generatedBy && (
          <Button look="quiet" icon="document" onClick={letWrite}>
            Let the template write it
          </Button>
        )}
      </WrittenFields>
      <div className="form-foot">
        {isConflict && (
          <Overtaken
            title="Somebody wrote another narrative while you were writing"
            theirs={changedWords(draft.base, current)}
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
      </div>
    </form>
  );
}

/** What saving means for who writes the narrative from then on. */
function writerNote(narrative: Narrative): string {
  const writer = narrative && writerOf(narrative);
  if (writer) {
    return `Written by ${writer}. Once you save a change of these three they are people’s, and none writes them anew until all three are empty.`;
  }
  return narrative && isPeoples(narrative)
    ? "People wrote these three. None writes over them until all three are empty."
    : "Left empty, these three can be written from what led to the event.";
}

function useSave(eventRef: EventRef, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: NarrativeDraft) => {
      const { id, tenant } = eventRef;
      const variables = { id, tenantId: tenant ?? null, input: narrativeInput(draft) };
      return request(WriteNarrativeDocument, variables);
    },
    onSuccess: () => {
      showToast("Narrative saved");
      onSaved();
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: eventKey(eventRef) }),
        queries.invalidateQueries({ queryKey: STORY_KEY }),
      ]),
  });
}

interface FieldsProps {
  draft: NarrativeDraft;
  keep: Keep;
}

interface TextProps extends FieldsProps {
  name: Exclude<keyof NarrativeFields, "snippets">;
  label: string;
  rows: number;
  isFirst?: boolean;
}

function Text({ draft, keep, name, label, rows, isFirst = false }: TextProps) {
  const { fields } = draft;
  return (
    <label className="field">
      {label}
      <textarea
        className="input"
        rows={rows}
        // biome-ignore lint/a11y/noAutofocus: the reader asked to write here
        autoFocus={isFirst}
        value={fields[name]}
        onChange={({ target }) => keep({ ...draft, fields: { ...fields, [name]: target.value } })}
      />
    </label>
  );
}

/** What no writer touches. */
function PeoplesFields({ draft, keep }: FieldsProps) {
  const { fields } = draft;
  const { snippets } = fields;
  const setSnippets = (changed: readonly Snippet[]) =>
    keep({ ...draft, fields: { ...fields, snippets: changed } });
  return (
    <fieldset className="field-group">
      <legend>What people add</legend>
      <Text draft={draft} keep={keep} name="story" label="The story" rows={6} isFirst />
      <Text
        draft={draft}
        keep={keep}
        name="pictures"
        label="Addresses of pictures, one a line"
        rows={2}
      />
      {snippets.map((snippet, index) => (
        <SnippetFields
          // biome-ignore lint/suspicious/noArrayIndexKey: snippets have no other identity
          key={index}
          snippet={snippet}
          onChange={(changes) =>
            setSnippets(snippets.map((one, at) => (at === index ? { ...one, ...changes } : one)))
          }
          onRemove={() => setSnippets(snippets.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        look="quiet"
        icon="plus"
        onClick={() => setSnippets([...snippets, { language: "", code: "", caption: "" }])}
      >
        Piece of code
      </Button>
    </fieldset>
  );
}

/** What a writer writes, unless people did. */
function WrittenFields({ draft, keep, children }: FieldsProps & { children: ReactNode }) {
  const shared = { draft, keep };
  return (
    <fieldset className="field-group">
      <legend>What a writer can write</legend>
      {children}
      <Text {...shared} name="summary" label="In a few sentences" rows={2} />
      <Text {...shared} name="narrative" label="The narrative" rows={6} />
      <Text {...shared} name="tags" label="Tags, with commas between them" rows={1} />
    </fieldset>
  );
}
