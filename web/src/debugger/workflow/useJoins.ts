// What joins a workflow after it was loaded: events that name a shown one, outcomes that change, and events that
// the reader picked from a list.
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  FollowChangesDocument,
  type FollowChangesSubscription,
  FollowDocument,
} from "../api/generated/graphql";
import { useStream } from "../api/useStream";
import type { WorkflowState } from "./address";
import { type CardEvent, causesOf, type Known, merge } from "./model/event";
import { type Added, type Joining, newJoining } from "./model/joining";

/** The events with what joined them. */
export interface Joined {
  readonly known: Known;
  /** The ids of those that came live. */
  readonly news: ReadonlySet<string>;
  /** Adds events that the reader picked. */
  readonly join: (events: readonly CardEvent[]) => void;
}

const NOTHING: Added = { events: new Map(), news: new Set() };
/** The graph isn't placed anew more often. */
const JOIN_EVERY = 1_000;
/** What was answered first is drawn before it is asked for again. */
const ASK_AGAIN_AFTER = 1_500;

/** Follows what is stored, and adds what concerns the loaded events. */
export function useJoins(
  loaded: Known,
  root: string,
  state: WorkflowState,
  queryKey: QueryKey,
  client: QueryClient,
): Joined {
  const [added, setAdded] = useState(NOTHING);
  const known = useMemo(() => merge(loaded, added.events.values()), [loaded, added]);
  const news = useMemo(
    () => new Set([...added.news].filter((id) => !loaded.has(id))),
    [loaded, added],
  );
  const current = useRef(known);
  current.current = known;

  const joining = useJoining(
    useCallback((batch: Added) => setAdded((old) => both(old, batch)), []),
  );
  const find = (id: string): CardEvent | undefined => {
    const loadedOne = current.current.get(id);
    const added = joining.find(id);
    return added && added.revision >= (loadedOne?.revision ?? 0) ? added : loadedOne;
  };
  const isOurs = (tenantId: string): boolean => find(root)?.tenantId === tenantId;

  useNews({ find, isOurs, joining, askAgain: () => askAgain(client, queryKey) }, state);
  const join = useCallback(
    (events: readonly CardEvent[]) =>
      setAdded((old) => both(old, { events: mapOf(events), news: new Set() })),
    [],
  );
  return { known, news, join };
}

interface News {
  readonly find: (id: string) => CardEvent | undefined;
  readonly isOurs: (tenantId: string) => boolean;
  readonly joining: Joining;
  readonly askAgain: () => Promise<void>;
}

/** Adds events that name a shown one, and outcomes of those that are shown. */
function useNews({ find, isOurs, joining, askAgain }: News, { tenant, dir }: WorkflowState): void {
  useStream(
    FollowDocument,
    { filter: tenant ? { tenantId: tenant } : null },
    {
      onMessage: (message) => {
        if (message.__typename !== "EventPublished" || !isOurs(message.event.tenantId)) {
          return;
        }
        const { event } = message;
        const causes = causesOf(event).flatMap((id) => find(id) ?? []);
        if (causes.length > 0 && find(event.id) === undefined) {
          joining.publish(event, causes, dir !== "causes");
        }
      },
      onCaughtUp: (isGap) => {
        if (isGap) {
          void askAgain();
        }
      },
    },
  );
  useStream(
    FollowChangesDocument,
    {},
    {
      onMessage: (message) => {
        const event = changed(find, message);
        if (event !== undefined && isOurs(event.tenantId)) {
          joining.put(event);
        }
      },
    },
  );
}

const mapOf = (events: readonly CardEvent[]): Known =>
  new Map(events.map((event) => [event.id, event]));

const both = (a: Added, b: Added): Added => ({
  events: merge(a.events, b.events.values()),
  news: new Set([...a.news, ...b.news]),
});

/** A known event with what a message says of it. */
function changed(
  find: (id: string) => CardEvent | undefined,
  message: FollowChangesSubscription["eventStream"],
): CardEvent | undefined {
  const old = message.__typename === "OutcomeUpdated" ? find(message.event.id) : undefined;
  if (old === undefined || message.__typename !== "OutcomeUpdated") {
    return undefined;
  }
  const { revision, outcomeState, context } = message.event;
  if (revision <= old.revision) {
    return undefined;
  }
  return {
    ...old,
    revision,
    outcomeState,
    context: {
      relatedEvents: causesOf(old),
      outcome: context?.outcome ?? null,
      outcomeAt: context?.outcomeAt ?? null,
    },
  };
}

/** Asks again, once what is being asked has been answered: that may be older than the stream. */
async function askAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER));
  if (client.isFetching({ queryKey }) > 0) {
    await client.refetchQueries({ queryKey }, { cancelRefetch: false });
  }
  await client.refetchQueries({ queryKey });
}

/** Shows what is to be joined at most once in `JOIN_EVERY`. */
function useJoining(show: (added: Added) => void): Joining {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(() => {
    const joining = newJoining(() => {
      const wait = Math.max(0, last.current + JOIN_EVERY - Date.now());
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        last.current = Date.now();
        show(joining.take());
      }, wait);
    });
    return joining;
  }, [show]);
}
