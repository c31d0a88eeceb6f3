// Several tenants have an event with this id: which one is meant?
import { useQuery } from "@tanstack/react-query";
import { TenantsOfIdDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { EventName } from "../ui/EventName";
import type { Named } from "./selection";

interface TenantChoiceProps {
  id: string;
  onChoose: (named: Named) => void;
}

/** The tenants that have the id. */
export function TenantChoice({ id, onChoose }: TenantChoiceProps) {
  const { data } = useQuery({
    queryKey: ["event", "tenants", id],
    queryFn: ({ signal }) => request(TenantsOfIdDocument, { id }, signal),
  });
  return (
    <section className="message-view">
      <h2>Several tenants have this id</h2>
      <p>Whose event is meant?</p>
      <ul className="neighbours">
        {data?.events?.nodes.map(({ tenantId, eventName }) => (
          <li key={tenantId}>
            <button type="button" onClick={() => onChoose({ id, tenant: tenantId })}>
              <EventName name={eventName} />
              <span className="mono clip">{tenantId}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
