// What led to an event, or what it led to, nearest first.
import { Link } from "wouter";
import type { EventsState } from "../address/events";
import { eventsHref } from "../address/links";
import type { NeighbourFragment } from "../api/generated/graphql";
import { EventName } from "../ui/EventName";
import { StateIcon } from "../ui/StateIcon";
import { between, count } from "../ui/time";
import type { Named } from "./selection";

interface NeighboursProps {
  title: string;
  origin: { timestamp: number };
  events: readonly NeighbourFragment[];
  /** How many there are. */
  total: number;
  /** The list of all of them. */
  further: Partial<EventsState>;
  tenant: string | undefined;
  onSelect: (named: Named) => void;
}

/** The list, and a link to the rest. */
export function Neighbours(props: NeighboursProps) {
  const { title, origin, events, total, further, tenant, onSelect } = props;
  if (events.length === 0) {
    return null;
  }
  const rest = total - events.length;
  return (
    <section>
      <h3 className="preview-title">{title}</h3>
      <ul className="neighbours">
        {events.map((event) => (
          <li key={event.id}>
            <button type="button" onClick={() => onSelect({ id: event.id, tenant })}>
              <StateIcon state={event.outcomeState} />
              <span className="clip">
                <EventName name={event.eventName} />
              </span>
              <span className="distance">{between(event.timestamp, origin.timestamp)}</span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Link
          className="text-link"
          href={eventsHref({ ...further, tenant: tenant ?? "", span: { kind: "all" } })}
        >
          {count(rest)} more
        </Link>
      )}
    </section>
  );
}
