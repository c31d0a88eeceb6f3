import { Client, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { FOLLOW_BEHIND } from "./log.mjs";

/** Follows with urql, as docs/event-streams.md tells; returns what ends it. */
export function followWithUrql(url, after, tell) {
  // Its own attempts would ask behind the first cursor again.
  const socket = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
  const client = new Client({
    url: url.replace(/^ws/, "http"),
    exchanges: [
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe(request, sink) }),
        }),
      }),
    ],
  });
  let subscription;
  let timer;

  function follow() {
    const stream = client.subscription(FOLLOW_BEHIND, { after });
    subscription = stream.subscribe(({ data, hasNext }) => {
      // urql repeats the last answer when the stream ends.
      if (data && data.eventStream.cursor !== after) {
        after = data.eventStream.cursor;
        tell(data.eventStream);
      }
      if (!hasNext) {
        timer = setTimeout(follow, 1_000);
      }
    });
  }
  follow();
  return () => {
    clearTimeout(timer);
    subscription.unsubscribe();
  };
}
