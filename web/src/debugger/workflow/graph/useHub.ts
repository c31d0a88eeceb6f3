// The many causes or effects of a hub: 50 at a time, and counted.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import {
  type EventFilter,
  HubCountsDocument,
  type HubCountsQuery,
  HubPageDocument,
  type OutcomeState,
} from "../../api/generated/graphql";
import { request } from "../../api/request";
import { STATE_ORDER } from "../../ui/state";
import type { Stack } from "../model/groups";

/** How many events are asked for at a time. */
export const HUB_PAGE = 50;

/** How many there are of a name and state. */
export type HubCounts = NonNullable<HubCountsQuery["eventStats"]>;

/** Which of a hub's events are meant. */
export interface HubScope {
  readonly tenant: string;
  readonly isDocumentedOnly: boolean;
}

function filterOf({ hub, side }: Stack, { tenant, isDocumentedOnly }: HubScope): EventFilter {
  return {
    ...(side === "effects" ? { causedBy: hub.id } : { ledTo: hub.id }),
    ...(tenant === "" ? {} : { tenantId: tenant }),
    ...(isDocumentedOnly ? { shouldDocument: true } : {}),
  };
}

/** The events, oldest first. */
export function useHubPages(stack: Stack, scope: HubScope) {
  const filter = filterOf(stack, scope);
  return useInfiniteQuery({
    queryKey: ["workflow", "hub", filter],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const variables = { filter, first: HUB_PAGE, after: pageParam };
      return (await request(HubPageDocument, variables, signal)).events;
    },
    getNextPageParam: (page) => (page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined),
  });
}

/** How many there are; not asked for while `isNeeded` is false. */
export function useHubCounts(
  stack: Stack,
  scope: HubScope,
  isNeeded = true,
): HubCounts | undefined {
  const filter = filterOf(stack, scope);
  const { data } = useQuery({
    queryKey: ["workflow", "hub counts", filter],
    enabled: isNeeded,
    queryFn: async ({ signal }) =>
      (await request(HubCountsDocument, { filter }, signal)).eventStats ?? [],
  });
  return data;
}

/** How many there are of each state that occurs. */
export function statesOf(
  groups: readonly { outcomeState: OutcomeState | null; count: number }[],
): readonly { state: OutcomeState; count: number }[] {
  return STATE_ORDER.flatMap((state) => {
    const same = groups.filter(({ outcomeState }) => outcomeState === state);
    const count = same.reduce((sum, group) => sum + group.count, 0);
    return count > 0 ? { state, count } : [];
  });
}
