// The narrative, edited in the place where it is read. What is typed waits in the same draft as in the inspector.
import { NarrativeForm, useNarrativeDraft } from "../../inspector/NarrativeForm";
import { type EventRef, useEvent } from "../../inspector/useEvent";
import { EventName } from "../../ui/EventName";
import type { ToldEvent } from "./told";

interface StoryEditorProps {
  /** Whose narrative it is. */
  event: Pick<ToldEvent, "id" | "tenantId" | "eventName">;
  eventRef: EventRef;
  onLeave: () => void;
  onLetWrite: () => void;
}

/** The editor. */
export function StoryEditor({ event, eventRef, onLeave, onLetWrite }: StoryEditorProps) {
  // It follows the event, so that what somebody else writes shows beside the draft.
  const narrative = useEvent(eventRef).data?.event?.narrative;
  const [draft, keep] = useNarrativeDraft(event);
  if (narrative === undefined || draft === undefined) {
    return <div role="status" aria-label="Loading the narrative" />;
  }
  return (
    <section className="story-editor" aria-label="Narrative">
      <h2>
        The narrative of <EventName name={event.eventName} />
      </h2>
      <NarrativeForm
        eventRef={eventRef}
        narrative={narrative}
        draft={draft}
        keep={keep}
        onLeave={onLeave}
        onLetWrite={onLetWrite}
      />
    </section>
  );
}
