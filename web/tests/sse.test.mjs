import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createClient } from "graphql-sse";
import { answersOf, FOLLOW, first, nextEvent, startServer, toldEvent } from "./support/server.mjs";

const TIMEOUT = { timeout: 20_000 };
const VIEWER = "{ viewer { role } }";
const ANONYMOUS = { data: { viewer: { role: "ANONYMOUS" } } };
let server;

before(async () => {
  server = await startServer();
});

/** A client as applications have it. */
const clientOf = ({ url }, options) =>
  createClient({ url, singleConnection: false, retryAttempts: 0, ...options });

/** Asks for events with POST, or with GET where the request stands in the address. */
async function openEvents({ url }, query, { method = "POST" } = {}) {
  const accept = { accept: "text/event-stream" };
  if (method === "GET") {
    return fetch(`${url}?${new URLSearchParams({ query })}`, { headers: accept });
  }
  const headers = { ...accept, "content-type": "application/json" };
  return fetch(url, { method, headers, body: JSON.stringify({ query }) });
}

/** The blocks of a stream of events, as they stand there: one event or comment each. */
async function* blocksOf(response) {
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop();
    yield* blocks;
  }
  assert.equal(text, "", "the stream ended within a block");
}

/** The same without comments, read. */
async function* eventsOf(response) {
  for await (const block of blocksOf(response)) {
    if (!block.startsWith(":")) {
      const form = /^event: (?<type>\w+)\n(?:id: (?<id>\S+)\n)?data: ?(?<data>.*)$/;
      const { type, id, data } = form.exec(block).groups;
      yield { type, ...(id && { id }), ...(data && { data: JSON.parse(data) }) };
    }
  }
}

test("a client gets the one answer to a query", TIMEOUT, async () => {
  const answers = clientOf(server).iterate({ query: VIEWER });
  assert.deepEqual(await answersOf(answers), [ANONYMOUS]);
});

test("a client gets the one answer to a mutation", TIMEOUT, async () => {
  const query = `mutation { publish(input: { eventName: "widget.created", payload: {} }) {
    created
  } }`;
  const answers = clientOf(server).iterate({ query });
  assert.deepEqual(await answersOf(answers), [{ data: { publish: { created: true } } }]);
});

test("a client is told of what it subscribed to, until it ends that", TIMEOUT, async () => {
  const follower = clientOf(server).iterate({ query: FOLLOW });
  await first(follower);
  const cause = await server.publish("provider.connected");
  const id = await server.publish("widget.created", [cause]);
  const told = toldEvent(await nextEvent(follower, id));
  assert.deepEqual(told, { id, eventName: "widget.created", related: [{ id: cause }] });
  await follower.return();
});

test("a refused document is an answer, after which nothing comes", TIMEOUT, async () => {
  const answers = await answersOf(clientOf(server).iterate({ query: "{ nothing }" }));
  assert.equal(answers.length, 1);
  assert.equal(answers[0].errors[0].extensions.code, "GRAPHQL_VALIDATION_FAILED");
  assert.ok(!("data" in answers[0]));
});

test("an error of a field is part of the answer", TIMEOUT, async () => {
  const query = '{ viewer { role } events(after: "rubbish") { nodes { id } } }';
  const answers = await answersOf(clientOf(server).iterate({ query }));
  assert.equal(answers.length, 1);
  assert.equal(answers[0].errors[0].extensions.code, "CURSOR_INVALID");
});

for (const method of ["GET", "POST"]) {
  test(`${method} of a query is answered by next and complete`, TIMEOUT, async () => {
    const response = await openEvents(server, VIEWER, { method });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-accel-buffering"), "no");
    // Compressed events would wait for one another.
    assert.equal(response.headers.get("content-encoding"), null);
    const events = await answersOf(eventsOf(response));
    assert.deepEqual(events, [{ type: "next", data: ANONYMOUS }, { type: "complete" }]);
  });

  test(`${method} of a subscription is answered as it happens`, TIMEOUT, async () => {
    const response = await openEvents(server, FOLLOW, { method });
    const events = eventsOf(response);
    assert.equal((await first(events)).data.data.eventStream.__typename, "CaughtUp");
    const id = await server.publish("widget.created");
    const { type, data } = await first(events);
    assert.equal(type, "next");
    assert.equal(toldEvent(data).id, id);
    await events.return();
  });
}

test("GET doesn't run mutations", TIMEOUT, async () => {
  const query = 'mutation { publish(input: { eventName: "x", payload: {} }) { created } }';
  const response = await openEvents(server, query, { method: "GET" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "POST");
  await response.body.cancel();
});

test("who doesn't take events can't subscribe over HTTP", TIMEOUT, async () => {
  const response = await fetch(server.url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ query: FOLLOW }),
  });
  assert.equal(response.status, 406);
  assert.match((await response.json()).errors[0].message, /text\/event-stream/);
});

test("comments show, again and again, that the server is there", TIMEOUT, async () => {
  const attentive = await startServer({ "server.ping_seconds": 1 });
  const blocks = blocksOf(await openEvents(attentive, FOLLOW));
  // On a busy machine one may come before the first answer.
  for (let comments = 0; comments < 3; ) {
    comments += (await first(blocks)) === ":";
  }
  await blocks.return();
});

test("a client goes on behind the last event that it got", TIMEOUT, async () => {
  const open = (headers) =>
    fetch(`${server.url}?${new URLSearchParams({ query: FOLLOW })}`, {
      headers: { accept: "text/event-stream", ...headers },
    });
  const events = eventsOf(await open());
  await first(events);
  const seen = await server.publish("widget.created");
  const { id, data } = await first(events);
  assert.equal(toldEvent(data).id, seen);
  await events.return();
  const missed = await server.publish("widget.created");
  const back = eventsOf(await open({ "last-event-id": id }));
  assert.equal(toldEvent((await first(back)).data).id, missed);
  assert.equal((await first(back)).data.data.eventStream.__typename, "CaughtUp");
  await back.return();
});

test("a stop ends a stream without complete", TIMEOUT, async () => {
  const stopping = await startServer();
  const events = eventsOf(await openEvents(stopping, FOLLOW));
  await first(events);
  assert.equal(await stopping.stop(), 0);
  for await (const { type } of events) {
    assert.equal(type, "next");
  }
});

test("a client that was cut off by a stop comes back", TIMEOUT, async () => {
  const stopping = await startServer();
  let returned;
  const restarted = new Promise((resolve) => {
    returned = resolve;
  });
  let connections = 0;
  const client = clientOf(stopping, {
    retryAttempts: 5,
    retry: () => restarted,
    on: {
      connected: () => {
        connections += 1;
      },
    },
  });
  const follower = client.iterate({ query: FOLLOW });
  await first(follower);
  assert.equal(await stopping.stop(), 0);
  await stopping.start();
  returned();
  await first(follower);
  const id = await stopping.publish("widget.created");
  assert.equal(toldEvent(await nextEvent(follower, id)).id, id);
  assert.equal(connections, 2);
  await follower.return();
});
