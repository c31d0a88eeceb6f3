import { before, test } from "node:test";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { startServer } from "./support/server.mjs";

const TIMEOUT = { timeout: 20_000 };
const READ = `query Read($id: ID!) {
  event(id: $id) { id narrative { id longDescription } }
}`;
const WRITE = `mutation Write($id: ID!, $text: String!) {
  setNarrative(eventId: $id, input: { longDescription: $text }) {
    event { id narrative { id longDescription } }
  }
}`;
let server;

before(async () => {
  server = await startServer();
});

/** What a client shows of an event: something to wait for. */
class Shown {
  #last;
  #waiting = () => {};

  show = ({ data }) => {
    if (data?.event) {
      this.#last = data.event.narrative?.longDescription ?? null;
      this.#waiting();
    }
  };

  async until(text) {
    while (this.#last !== text) {
      await new Promise((resolve) => {
        this.#waiting = resolve;
      });
    }
  }
}

function withApollo(id, shown) {
  const link = new HttpLink({ uri: server.url });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const watched = client.watchQuery({ query: gql(READ), variables: { id } }).subscribe(shown.show);
  const write = (text) => client.mutate({ mutation: gql(WRITE), variables: { id, text } });
  return { write, end: () => watched.unsubscribe() };
}

function withUrql(id, shown) {
  const client = new Client({ url: server.url, exchanges: [cacheExchange, fetchExchange] });
  const watched = client.query(READ, { id }).subscribe(shown.show);
  const write = (text) => client.mutation(WRITE, { id, text }).toPromise();
  return { write, end: () => watched.unsubscribe() };
}

for (const [name, watch] of [
  ["Apollo Client", withApollo],
  ["urql", withUrql],
]) {
  test(`the cache of ${name} shows a narrative as soon as it is written`, TIMEOUT, async () => {
    const shown = new Shown();
    const { write, end } = watch(await server.publish("widget.created"), shown);
    await shown.until(null);
    for (const text of ["the first", "another"]) {
      await write(text);
      await shown.until(text);
    }
    end();
  });
}
