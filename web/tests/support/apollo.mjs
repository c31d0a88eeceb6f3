import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import { defer, repeat } from "rxjs";
import WebSocket from "ws";
import { FOLLOW_BEHIND } from "./log.mjs";

// Browsers have it, and Node.js from version 22 on.
globalThis.WebSocket ??= WebSocket;

/** Follows with Apollo Client, as docs/event-streams.md tells; returns what ends it. */
export function followWithApollo(url, after, tell) {
  // Its own attempts would ask behind the first cursor again.
  const socket = createClient({ url, retryAttempts: 0 });
  const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
  const query = gql(FOLLOW_BEHIND);

  const subscription = defer(() => client.subscribe({ query, variables: { after } }))
    .pipe(repeat({ delay: 1_000 }))
    .subscribe(({ data }) => {
      if (data) {
        after = data.eventStream.cursor;
        tell(data.eventStream);
      }
    });
  return () => {
    subscription.unsubscribe();
    client.stop();
  };
}
