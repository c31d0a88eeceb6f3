// What is told about the event beyond what was published with it, by people or by a writer.
import { useState } from "react";
import { Button } from "../ui/Button";
import { isSame } from "./draft";
import { NarrativeForm, useNarrativeDraft } from "./NarrativeForm";
import { NarrativeText, writtenWords } from "./NarrativeText";
import { isTold } from "./narrative";
import type { EventRef, Inspected } from "./useEvent";
import { USUAL_DEPTH, useWriter } from "./useWriter";
import { WriterTrouble } from "./WriterTrouble";

interface NarrativeTabProps {
  eventRef: EventRef;
  event: Inspected;
}

/** The tab. */
export function NarrativeTab({ eventRef, event }: NarrativeTabProps) {
  const { narrative } = event;
  const [draft, keep, begin] = useNarrativeDraft(event);
  const [isEditing, setEditing] = useState(false);
  const writer = useWriter();
  const order = { eventRef, depth: USUAL_DEPTH, narrative };
  const edit = () => {
    begin(narrative);
    setEditing(true);
  };
  if (isEditing && draft) {
    return (
      <NarrativeForm
        eventRef={eventRef}
        narrative={narrative}
        draft={draft}
        keep={keep}
        onLeave={() => setEditing(false)}
        onLetWrite={() => writer.write(order)}
      />
    );
  }
  const isUnsaved = draft !== undefined && !isSame(draft.fields, draft.base);
  return (
    <>
      {isTold(narrative) ? (
        <article className="narrative">
          <p className="label">
            {writtenWords(narrative)}
            {narrative.stale && <b className="is-pending state-text"> Something changed since.</b>}
          </p>
          <NarrativeText narrative={narrative} />
        </article>
      ) : (
        <p className="unsaid">Nothing more is told about this event.</p>
      )}
      <WriterTrouble
        writer={writer}
        narrative={narrative}
        onWriteOver={() => writer.writeOver(order)}
      />
      <div className="form-actions">
        <Button icon="pencil" onClick={edit}>
          {isUnsaved ? "Go on editing" : isTold(narrative) ? "Edit narrative" : "Tell more"}
        </Button>
        <Button icon="document" disabled={writer.isWriting} onClick={() => writer.write(order)}>
          {narrative?.generatedBy ? "Write anew" : "Write it from what led here"}
        </Button>
        {isUnsaved && <span className="is-pending state-text">Not saved yet</span>}
      </div>
    </>
  );
}
