/** An event in a list, which opens to show what belongs to it. */

import type { ReactNode } from "react";
import type { EventCardFragment, OutcomeState } from "./generated/graphql";
import { momentInWords, nameInWords, subjectOf } from "./words";

const OUTCOMES: Record<OutcomeState, string | undefined> = {
  NONE: undefined,
  PENDING: "Outcome pending",
  TOLD: "Outcome told",
  MET: "As expected",
  PARTLY: "Partly as expected",
  NOT_MET: "Not as expected",
};

/** What a closed event shows. */
function EventHead({ event }: { event: EventCardFragment }) {
  const { eventName, source, timestamp, payload, userIntent, outcomeState } = event;
  const outcome = OUTCOMES[outcomeState];
  const subject = subjectOf(payload);
  return (
    <>
      <span className="event-name">{nameInWords(eventName)}</span>
      <time className="faint" dateTime={new Date(timestamp).toISOString()}>
        {momentInWords(timestamp)}
      </time>
      {userIntent?.goal && <span className="event-goal">{userIntent.goal}</span>}
      <span className="event-facts faint">
        {source !== "unknown" && <span>{source}</span>}
        {subject && <span className="mono">{subject}</span>}
        {outcome && <span className={`badge ${outcomeState}`}>{outcome}</span>}
      </span>
    </>
  );
}

export function EventRow(props: {
  event: EventCardFragment;
  isOpen: boolean;
  onToggle: () => void;
  children: ReactNode;
}) {
  const { event, isOpen, onToggle, children } = props;
  return (
    <li className="event" data-event={event.id} data-open={isOpen}>
      <button type="button" className="event-head" aria-expanded={isOpen} onClick={onToggle}>
        <EventHead event={event} />
      </button>
      {isOpen && <div className="event-body">{children}</div>}
    </li>
  );
}
