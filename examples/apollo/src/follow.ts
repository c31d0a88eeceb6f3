/** The live tail: goes on behind the last cursor whenever the socket was closed. */

import type { ApolloCache } from "@apollo/client";
import {
  type EventCardFragment,
  EventStreamDocument,
  type EventStreamSubscription,
  EventsDocument,
  type Follow,
} from "@event-mesh-examples/shared";
import { PAUSE } from "@event-mesh-examples/shared/socket";
import { defer, repeat } from "rxjs";
import { client, hasCode } from "./client";

export const PAGE = { first: 10 };

/** Puts an event into the list where it belongs: the newest first, as far as the list was read. */
export function addToList(cache: ApolloCache, event: EventCardFragment) {
  cache.updateQuery({ query: EventsDocument, variables: PAGE }, (data) => {
    const edges = data?.events?.edges;
    if (!data?.events || !edges || edges.some(({ node }) => node.id === event.id)) {
      return undefined;
    }
    const older = edges.findIndex(({ node }) => node.timestamp <= event.timestamp);
    if (older < 0 && data.events.pageInfo.hasNextPage) {
      return undefined;
    }
    const added = edges.toSpliced(older < 0 ? edges.length : older, 0, { node: event });
    return { ...data, events: { ...data.events, edges: added } };
  });
}

export const follow: Follow<EventStreamSubscription["eventStream"]> = ({ tell, pause }) => {
  let after: string | undefined;
  const stream = () =>
    client.subscribe({ query: EventStreamDocument, variables: { after: after ?? null } });

  // A token that expired ends the stream, as a network that fails: the next socket has a new one.
  const subscription = defer(stream)
    .pipe(repeat({ delay: PAUSE }))
    .subscribe(({ data, error }) => {
      if (data) {
        const message = data.eventStream;
        after = message.cursor;
        if (message.type === "EventPublished") {
          addToList(client.cache, message.event);
        }
        tell(message);
      } else {
        // What was told behind this cursor is gone: all that is left is to begin anew.
        if (hasCode(error, "CURSOR_EXPIRED")) {
          after = undefined;
          client.refetchQueries({ include: [EventsDocument] });
        }
        pause();
      }
    });
  return () => subscription.unsubscribe();
};
