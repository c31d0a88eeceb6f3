// `useEvent(id, tenant)`: all that is known of one event, kept true by a stream of its own.
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type EventFilter,
  FollowEventDocument,
  InspectedEventDocument,
  type InspectedEventQuery,
  TenantsOfEventDocument,
} from "../api/generated/graphql";
import { request } from "../api/request";
import { useStream } from "../api/useStream";

/** Whose event, and which. */
export interface EventRef {
  id: string;
  tenant: string | undefined;
}

/** An event as the inspector shows it. */
export type Inspected = NonNullable<InspectedEventQuery["event"]>;

/** An event before or behind the inspected one. */
export type Linked = NonNullable<InspectedEventQuery["causes"]>["nodes"][number];

/** Under which an event is kept. */
export const eventKey = ({ id, tenant }: EventRef) => ["event", id, tenant ?? null] as const;

/** The filter, of one tenant where one is named. */
const ofTenant = (filter: EventFilter, tenant: string | undefined): EventFilter =>
  tenant === undefined ? filter : { ...filter, tenantId: tenant };

/** The question for an event. */
export const eventQuery = (ref: EventRef) =>
  queryOptions({
    queryKey: eventKey(ref),
    queryFn: ({ signal }) => {
      const { id, tenant } = ref;
      const causes = ofTenant({ ledTo: id }, tenant);
      const effects = ofTenant({ causedBy: id }, tenant);
      const variables = { id, tenantId: tenant ?? null, causes, effects };
      return request(InspectedEventDocument, variables, signal);
    },
  });

/** The event, and how the question for it goes. */
export function useEvent(ref: EventRef) {
  const queries = useQueryClient();
  const query = useQuery(eventQuery(ref));
  const isThere = query.data?.event != null;
  const filter = ofTenant({ or: [{ id: { eq: ref.id } }, { causedBy: ref.id }] }, ref.tenant);
  const refresh = () => queries.invalidateQueries({ queryKey: eventKey(ref) });
  useStream(FollowEventDocument, isThere ? { filter } : null, {
    onMessage: refresh,
    onCaughtUp: (isGap) => {
      if (isGap) {
        void refresh();
      }
    },
  });
  return query;
}

/** The events of several tenants that have this id. */
export const useNamesakes = (id: string) =>
  useQuery({
    queryKey: ["namesakes", id],
    queryFn: ({ signal }) =>
      request(TenantsOfEventDocument, { filter: { id: { eq: id } } }, signal),
  });
