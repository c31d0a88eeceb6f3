// What is told about the event beyond what was published with it. Addresses of pictures are links: nothing is
// loaded from elsewhere.
import { useState } from "react";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { fullTime } from "../ui/time";
import { isSame } from "./draft";
import { useDraft } from "./drafts";
import { NarrativeForm } from "./NarrativeForm";
import { isTold, isWebAddress, type NarrativeFields, narrativeFields } from "./narrative";
import type { EventRef, Inspected } from "./useEvent";

interface NarrativeTabProps {
  eventRef: EventRef;
  event: Inspected;
}

/** The tab. */
export function NarrativeTab({ eventRef, event }: NarrativeTabProps) {
  const [draft, keep] = useDraft<NarrativeFields>(`narrative ${event.tenantId} ${event.id}`);
  const [isEditing, setEditing] = useState(false);
  const { narrative } = event;
  const edit = () => {
    const base = narrativeFields(narrative);
    keep(draft ?? { fields: base, base, revision: narrative?.revision ?? 0 });
    setEditing(true);
  };
  if (isEditing && draft) {
    const leave = () => setEditing(false);
    return (
      <NarrativeForm eventRef={eventRef} event={event} draft={draft} keep={keep} onLeave={leave} />
    );
  }
  const isUnsaved = draft !== undefined && !isSame(draft.fields, draft.base);
  return (
    <>
      {isTold(narrative) ? (
        <Narrative narrative={narrative} />
      ) : (
        <p className="unsaid">Nothing more is told about this event.</p>
      )}
      <div className="form-actions">
        <Button icon="pencil" onClick={edit}>
          {isUnsaved ? "Go on editing" : isTold(narrative) ? "Edit narrative" : "Tell more"}
        </Button>
        {isUnsaved && <span className="is-pending state-text">Not saved yet</span>}
      </div>
    </>
  );
}

function Narrative({ narrative }: { narrative: NonNullable<Inspected["narrative"]> }) {
  const { aiSummary, longDescription, aiNarrative, aiTags, screenshots, codeSnippets } = narrative;
  return (
    <article className="narrative">
      {aiSummary && <p className="summary">{aiSummary}</p>}
      {longDescription && <p className="long-text">{longDescription}</p>}
      {aiNarrative && <p className="long-text">{aiNarrative}</p>}
      {codeSnippets.map(({ language, code, caption }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: snippets have no other identity
        <figure key={index}>
          <pre className="code">{code}</pre>
          {(caption ?? language) && (
            <figcaption className="label">{caption ?? language}</figcaption>
          )}
        </figure>
      ))}
      {screenshots.length > 0 && (
        <ul className="pictures">
          {screenshots.map((address) => (
            <li key={address}>
              <Picture address={address} />
            </li>
          ))}
        </ul>
      )}
      {aiTags.length > 0 && (
        <ul className="tags" aria-label="Tags">
          {aiTags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      <p className="label">
        {narrative.generatedBy ? `written by ${narrative.generatedBy}, ` : ""}
        changed {fullTime(Date.parse(narrative.updatedAt))} · revision {narrative.revision}
      </p>
    </article>
  );
}

const Picture = ({ address }: { address: string }) =>
  isWebAddress(address) ? (
    <a className="text-link" href={address} target="_blank" rel="noreferrer">
      <Icon name="document" />
      {address}
    </a>
  ) : (
    <span>{address}</span>
  );
