import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { FOLLOW, startServer } from "./support/server.mjs";
import { AsUser, SECRET, token } from "./support/tokens.mjs";

const TIMEOUT = { timeout: 60_000 };
let server;

before(async () => {
  server = await startServer({ "auth.jwt_secret": SECRET, "auth.leeway_seconds": 0 });
});

/** The socket as the documentation of both clients sets it up. */
const socketWith = (tokens) =>
  createClient({
    url: server.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${tokens.next()}` }),
  });

function followWithApollo(tokens, tell) {
  const link = new GraphQLWsLink(socketWith(tokens));
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const subscription = client.subscribe({ query: gql(FOLLOW) }).subscribe(tell);
  return () => {
    subscription.unsubscribe();
    client.stop();
  };
}

function followWithUrql(tokens, tell) {
  const socket = socketWith(tokens);
  const client = new Client({
    url: server.url,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ ...request, query: request.query || "" }, sink),
          }),
        }),
      }),
    ],
  });
  return client.subscription(FOLLOW, {}).subscribe(tell).unsubscribe;
}

/** What an application keeps, which shows an old one first, and renews them as they expire. */
class Tokens {
  #seconds = [-60, 2];
  shown = 0;

  next() {
    this.shown += 1;
    return token(this.#seconds.shift());
  }
}

describe("a client goes on by itself after its token expired and was renewed", {
  concurrency: true,
}, () => {
  for (const [name, follow] of [
    ["Apollo Client", followWithApollo],
    ["urql", followWithUrql],
  ]) {
    test(name, TIMEOUT, async () => {
      const tokens = new Tokens();
      const problems = [];
      let resolve;
      const isTold = new Promise((settle) => {
        resolve = settle;
      });
      const end = follow(tokens, ({ data, error }) => {
        if (error) {
          problems.push(error);
        }
        // On the socket that the third token opened.
        if (data?.eventStream.event && tokens.shown === 3) {
          resolve();
        }
      });
      await new AsUser(server.url).publishUntil(isTold);
      end();
      assert.deepEqual(problems, []);
    });
  }
});
