// Why it was done, what was expected beside what came of it, and what is next to it.
import { useState } from "react";
import { Link } from "wouter";
import { eventsHref } from "../address/links";
import { useKeys } from "../shell/keys";
import { Button } from "../ui/Button";
import { Comparison } from "../ui/Comparison";
import { EventName } from "../ui/EventName";
import { StateIcon } from "../ui/StateIcon";
import { between, count, counted, fullTime } from "../ui/time";
import { isSame } from "./draft";
import { useDraft } from "./drafts";
import { OutcomeForm } from "./OutcomeForm";
import { NO_OUTCOME, outcomeFields } from "./outcome";
import type { EventRef, Inspected, Linked } from "./useEvent";

interface EventTabProps {
  eventRef: EventRef;
  event: Inspected;
  causes: readonly Linked[];
  effects: readonly Linked[];
  onSelect: (id: string) => void;
  onHistory: () => void;
}

/** The first tab. */
export function EventTab({ eventRef, event, causes, effects, onSelect, onHistory }: EventTabProps) {
  const linked = { origin: event.timestamp, onSelect };
  const { id, tenant = "" } = eventRef;
  const all = { tenant, span: { kind: "all" } } as const;
  return (
    <>
      <Why event={event} />
      <Outcome eventRef={eventRef} event={event} onHistory={onHistory} />
      {event.context?.decision && (
        <section className="told">
          <h3>Decision</h3>
          <p>{event.context.decision}</p>
        </section>
      )}
      <LinkedEvents
        title="What led here"
        events={causes}
        all={event.causeCount}
        word="cause"
        allHref={eventsHref({ ...all, ledTo: id })}
        {...linked}
      />
      <LinkedEvents
        title="What it led to"
        events={effects}
        all={event.effectCount}
        word="effect"
        allHref={eventsHref({ ...all, causedBy: id })}
        {...linked}
      />
    </>
  );
}

const REASONS = [
  ["goal", "Goal"],
  ["problemSolved", "Problem"],
  ["painPoint", "Pain point"],
] as const;

function Why({ event }: { event: Inspected }) {
  const { userIntent } = event;
  const given = REASONS.filter(([field]) => userIntent?.[field]);
  return given.length === 0 ? (
    <p className="unsaid">Nobody said why this was done.</p>
  ) : (
    <dl className="reasons">
      {given.map(([field, label]) => (
        <div key={field}>
          <dt>{label}</dt>
          <dd>{userIntent?.[field]}</dd>
        </div>
      ))}
    </dl>
  );
}

interface OutcomeProps {
  eventRef: EventRef;
  event: Inspected;
  onHistory: () => void;
}

function Outcome({ eventRef, event, onHistory }: OutcomeProps) {
  const [draft, keep] = useDraft(`outcome ${event.tenantId} ${event.id}`, NO_OUTCOME);
  const [isEditing, setEditing] = useState(false);
  const edit = () => {
    const base = outcomeFields(event);
    keep(draft ?? { fields: base, base, revision: event.revision });
    setEditing(true);
  };
  useKeys([{ keys: ["e"], label: "Edit outcome", group: "Event", run: edit }]);
  if (isEditing && draft) {
    const leave = () => setEditing(false);
    return (
      <OutcomeForm eventRef={eventRef} event={event} draft={draft} keep={keep} onLeave={leave} />
    );
  }
  const { context, userIntent } = event;
  const earlier = (event.outcomeHistory?.filter(({ outcome }) => outcome).length ?? 0) - 1;
  const isUnsaved = draft !== undefined && !isSame(draft.fields, draft.base);
  return (
    <div className="outcome-view">
      <Comparison
        state={event.outcomeState}
        expected={userIntent?.expectedOutcome}
        actual={context?.outcome}
        measure={userIntent?.impactMetric}
        measured={context?.impactMetric}
      />
      {context?.outcomeAt && (
        <p className="label">known since {fullTime(Date.parse(context.outcomeAt))}</p>
      )}
      <div className="form-actions">
        <Button icon="pencil" onClick={edit}>
          {isUnsaved ? "Go on editing" : context?.outcome ? "Edit outcome" : "Tell the outcome"}
        </Button>
        {isUnsaved && <span className="is-pending state-text">Not saved yet</span>}
        {earlier > 0 && (
          <Button look="quiet" onClick={onHistory}>
            {counted(earlier, "earlier outcome")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface LinkedEventsProps {
  title: string;
  events: readonly Linked[];
  /** How many there are; `null` where that took too long to count. */
  all: number | null;
  word: string;
  /** Where all of them are listed. */
  allHref: string;
  origin: number;
  onSelect: (id: string) => void;
}

function LinkedEvents(props: LinkedEventsProps) {
  const { title, events, all, word, allHref, origin, onSelect } = props;
  const known = Math.max(all ?? 0, events.length);
  const hidden = known - events.length;
  return (
    <section className="told">
      <div className="section-head">
        <h3>{title}</h3>
        <span className="label">{known === 0 ? "nothing" : counted(known, word)}</span>
      </div>
      <ul className="linked">
        {events.map(({ id, eventName, outcomeState, timestamp }) => (
          <li key={id}>
            <button type="button" onClick={() => onSelect(id)}>
              <StateIcon state={outcomeState} />
              <EventName name={eventName} />
              <span className="when">{between(timestamp, origin)}</span>
            </button>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Link className="text-link" href={allHref}>
          and {count(hidden)} more
        </Link>
      )}
    </section>
  );
}
