// An id that several tenants have: which events it may mean.
import { Link } from "wouter";
import { eventHref } from "../address/links";
import { EventName } from "../ui/EventName";
import { StateIcon } from "../ui/StateIcon";
import { fullTime } from "../ui/time";
import { useNamesakes } from "./useEvent";

/** The events to choose from. */
export function Namesakes({ id }: { id: string }) {
  const { data } = useNamesakes(id);
  return (
    <ul className="linked namesakes">
      {data?.events?.nodes.map(({ tenantId, eventName, outcomeState, timestamp }) => (
        <li key={tenantId}>
          <Link href={eventHref(id, { tenant: tenantId })}>
            <StateIcon state={outcomeState} />
            <EventName name={eventName} />
            <span className="when">
              {fullTime(timestamp)} · <span className="mono">{tenantId}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
