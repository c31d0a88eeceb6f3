import assert from "node:assert/strict";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { answersOf, FOLLOW, first, nextEvent, startServer, toldEvent } from "./support/server.mjs";
import { openGreetedSocket, openSocket } from "./support/socket.mjs";

const TIMEOUT = { timeout: 20_000 };
const VIEWER = "{ viewer { role } }";
const ANONYMOUS = { data: { viewer: { role: "ANONYMOUS" } } };
let server;

before(async () => {
  server = await startServer();
});

/** A client as applications have it. */
function clientOf({ socketUrl }, options) {
  return createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
}

test("a client gets the one answer to a query", TIMEOUT, async () => {
  const client = clientOf(server);
  const query = "query Role($wanted: Boolean!) { viewer { role @include(if: $wanted) } }";
  const answers = client.iterate({ query, variables: { wanted: true }, operationName: "Role" });
  assert.deepEqual(await answersOf(answers), [ANONYMOUS]);
});

test("both of two subscriptions are told of a mutation on the same socket", TIMEOUT, async () => {
  const client = clientOf(server);
  const followers = [client.iterate({ query: FOLLOW }), client.iterate({ query: FOLLOW })];
  await Promise.all(followers.map(first));

  const query = `mutation { publish(input: { eventName: "widget.created", payload: {} }) {
    event { id }
  } }`;
  const [published] = await answersOf(client.iterate({ query }));
  const { id } = published.data.publish.event;

  for (const follower of followers) {
    const told = await nextEvent(follower, id);
    assert.deepEqual(toldEvent(told), { id, eventName: "widget.created", related: [] });
    await follower.return();
  }
});

test("an event that a subscription tells of leads to its related events", TIMEOUT, async () => {
  const follower = clientOf(server).iterate({ query: FOLLOW });
  await first(follower);
  const cause = await server.publish("provider.connected");
  const id = await server.publish("widget.created", [cause]);
  const told = toldEvent(await nextEvent(follower, id));
  assert.deepEqual(
    told.related.map((event) => event.id),
    [cause],
  );
  await follower.return();
});

test("a client that ends one of its subscriptions keeps the other", TIMEOUT, async () => {
  const client = clientOf(server);
  const [ended, kept] = [client.iterate({ query: FOLLOW }), client.iterate({ query: FOLLOW })];
  await Promise.all([ended, kept].map(first));
  await ended.return();
  const id = await server.publish("widget.created");
  assert.equal(toldEvent(await nextEvent(kept, id)).id, id);
  await kept.return();
});

for (const [what, query] of [
  ["subscription that the client ended", FOLLOW],
  ["query that is over", VIEWER],
]) {
  test(`the id of a ${what} is free again`, TIMEOUT, async () => {
    const raw = await openGreetedSocket(server);
    raw.subscribe("1", query);
    if (query === VIEWER) {
      assert.deepEqual(await raw.hear(), { type: "next", id: "1", payload: ANONYMOUS });
      assert.deepEqual(await raw.hear(), { type: "complete", id: "1" });
    } else {
      assert.equal((await raw.hear()).payload.data.eventStream.__typename, "CaughtUp");
      raw.say({ type: "complete", id: "1" });
    }
    raw.subscribe("1", VIEWER);
    assert.deepEqual(await raw.hear(), { type: "next", id: "1", payload: ANONYMOUS });
    assert.deepEqual(await raw.hear(), { type: "complete", id: "1" });
    raw.socket.close();
  });
}

test("to end an operation that doesn't run is no mistake", TIMEOUT, async () => {
  const raw = await openGreetedSocket(server);
  raw.say({ type: "complete", id: "unknown" });
  raw.say({ type: "ping" });
  assert.deepEqual(await raw.hear(), { type: "pong" });
  raw.socket.close();
});

for (const [what, query, code] of [
  ["is no GraphQL", "{ viewer {", "GRAPHQL_PARSE_FAILED"],
  ["doesn't fit the schema", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
]) {
  test(`a document that ${what} is answered by an error alone`, TIMEOUT, async () => {
    const raw = await openGreetedSocket(server);
    raw.subscribe("1", query);
    const { type, id, payload } = await raw.hear();
    assert.deepEqual({ type, id }, { type: "error", id: "1" });
    assert.equal(payload[0].extensions.code, code);

    // No `complete` comes after it, and the id is free.
    raw.subscribe("1", VIEWER);
    assert.equal((await raw.hear()).type, "next");
    assert.equal((await raw.hear()).type, "complete");
    raw.socket.close();

    await assert.rejects(answersOf(clientOf(server).iterate({ query })), (errors) => {
      assert.equal(errors[0].extensions.code, code);
      return true;
    });
  });
}

test("an error of a field is part of the answer", TIMEOUT, async () => {
  const query = '{ viewer { role } events(after: "rubbish") { nodes { id } } }';
  const answers = await answersOf(clientOf(server).iterate({ query }));
  assert.equal(answers.length, 1);
  assert.equal(answers[0].errors[0].extensions.code, "CURSOR_INVALID");
  assert.ok("data" in answers[0]);
});

test("a lazy client is connected only while it asks, and closes with 1000", TIMEOUT, async () => {
  const seen = [];
  const client = clientOf(server, {
    on: { connecting: () => seen.push("connecting"), connected: () => seen.push("connected") },
  });
  const closed = new Promise((resolve) => client.on("closed", resolve));
  assert.deepEqual(seen, []);
  await answersOf(client.iterate({ query: VIEWER }));
  assert.deepEqual(seen, ["connecting", "connected"]);
  const { code, wasClean } = await closed;
  assert.deepEqual({ code, wasClean }, { code: 1000, wasClean: true });
});

test("a client that isn't lazy stays connected, and closes with 1000", TIMEOUT, async () => {
  const client = clientOf(server, { lazy: false });
  const closed = new Promise((resolve) => client.on("closed", resolve));
  let sockets = 0;
  await new Promise((resolve) => {
    client.on("connected", () => {
      sockets += 1;
      resolve();
    });
  });
  await answersOf(client.iterate({ query: VIEWER }));
  await answersOf(client.iterate({ query: VIEWER }));
  assert.equal(sockets, 1);
  await client.dispose();
  const { code, wasClean } = await closed;
  assert.deepEqual({ code, wasClean }, { code: 1000, wasClean: true });
});

for (const code of [1000, 1001, 4499]) {
  test(`a client that closes with ${code} is answered with the same code`, TIMEOUT, async () => {
    const raw = await openGreetedSocket(server);
    raw.subscribe("1", FOLLOW);
    raw.socket.close(code);
    assert.equal((await raw.closed).code, code);
  });
}

const SUBSCRIBE = { type: "subscribe", id: "1", payload: { query: FOLLOW } };

for (const [what, message] of [
  ["text that is no JSON", "hello"],
  ["JSON that is no object", "[]"],
  ["a message without a type", { id: "1" }],
  ["a message of an unknown type", { type: "start", id: "1", payload: { query: VIEWER } }],
  ["a message of the server's", { type: "next", id: "1", payload: ANONYMOUS }],
  ["a binary message", Buffer.from(JSON.stringify({ type: "ping" }))],
  ["a subscribe without an id", { type: "subscribe", payload: { query: VIEWER } }],
  ["a subscribe with an empty id", { ...SUBSCRIBE, id: "" }],
  ["a subscribe with an id that is no text", { ...SUBSCRIBE, id: 1 }],
  ["a subscribe without a payload", { type: "subscribe", id: "1" }],
  ["a subscribe whose payload is no object", { ...SUBSCRIBE, payload: VIEWER }],
  ["a subscribe without a document", { ...SUBSCRIBE, payload: { variables: {} } }],
  [
    "a subscribe with variables that are no object",
    {
      ...SUBSCRIBE,
      payload: { query: VIEWER, variables: [] },
    },
  ],
  ["a complete without an id", { type: "complete" }],
  ["a ping whose payload is no object", { type: "ping", payload: "hello" }],
]) {
  test(`${what} closes the socket with 4400`, TIMEOUT, async () => {
    const raw = await openGreetedSocket(server);
    raw.say(message);
    const { code, reason } = await raw.closed;
    assert.equal(code, 4400);
    assert.notEqual(reason, "");
  });
}

test("a subscribe before the server's greeting closes the socket with 4401", TIMEOUT, async () => {
  const raw = await openSocket(server);
  raw.say(SUBSCRIBE);
  assert.deepEqual(await raw.closed, { code: 4401, reason: "Unauthorized" });
});

test("an id that is in use closes the socket with 4409", TIMEOUT, async () => {
  const raw = await openGreetedSocket(server);
  raw.say(SUBSCRIBE);
  raw.say(SUBSCRIBE);
  assert.equal((await raw.closed).code, 4409);
});

test("a second connection_init closes the socket with 4429", TIMEOUT, async () => {
  const raw = await openGreetedSocket(server);
  raw.say({ type: "connection_init" });
  const closed = await raw.closed;
  assert.deepEqual(closed, { code: 4429, reason: "Too many initialisation requests" });
});

for (const subprotocol of [[], ["graphql-ws"]]) {
  const offered = subprotocol.join() || "no subprotocol";
  test(`a socket with ${offered} is refused with status 400`, TIMEOUT, async () => {
    const socket = new WebSocket(server.socketUrl, subprotocol);
    const [request, response] = await once(socket, "unexpected-response");
    assert.equal(response.statusCode, 400);
    assert.match(await text(response), /graphql-transport-ws/);
    request.destroy();
  });
}

test("a client may offer further subprotocols", TIMEOUT, async () => {
  const raw = await openGreetedSocket(server, {
    subprotocol: ["graphql-ws", "graphql-transport-ws"],
  });
  assert.equal(raw.socket.protocol, "graphql-transport-ws");
  raw.socket.close();
});

const LOCAL = "http://localhost:3000";
const LISTED = "https://app.example";

for (const [mode, welcome, unwelcome] of [
  ["development", [LISTED, LOCAL, "http://[::1]:3000"], ["https://elsewhere.example", "null"]],
  ["production", [LISTED], [LOCAL, "https://elsewhere.example", "null"]],
]) {
  test(`in ${mode}, pages of foreign origins are closed with 4403`, TIMEOUT, async () => {
    const choosy = await startServer({ "server.mode": mode, "server.cors_origins": LISTED });
    for (const origin of [choosy.origin, ...welcome]) {
      const raw = await openGreetedSocket(choosy, { origin });
      raw.socket.close();
    }
    for (const origin of unwelcome) {
      const raw = await openSocket(choosy, { origin });
      assert.deepEqual(await raw.closed, { code: 4403, reason: "Forbidden" }, origin);
    }
  });
}

// The longer one is still being written when the server says why it leaves.
for (const length of [300_000, 5_000_000]) {
  test(`a message of ${length} bytes closes the socket with 1009`, TIMEOUT, async () => {
    const raw = await openGreetedSocket(server);
    raw.say({ type: "ping", payload: { filler: "x".repeat(length) } });
    assert.equal((await raw.closed).code, 1009);
  });
}

test("text that is not UTF-8 closes the socket with 1007", TIMEOUT, async () => {
  const raw = await openGreetedSocket(server);
  raw.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
  assert.equal((await raw.closed).code, 1007);
});

test("the longest message that is allowed is read", TIMEOUT, async () => {
  const empty = JSON.stringify({ type: "ping", payload: { filler: "" } });
  const raw = await openGreetedSocket(server);
  raw.say({ type: "ping", payload: { filler: "x".repeat(262_144 - empty.length) } });
  assert.deepEqual(await raw.hear(), { type: "pong" });
  raw.socket.close();
});

test("the protocol's ping is answered, before and after the greeting", TIMEOUT, async () => {
  const raw = await openSocket(server);
  raw.say({ type: "ping" });
  assert.deepEqual(await raw.hear(), { type: "pong" });
  raw.say({ type: "connection_init", payload: { token: "unused" } });
  assert.deepEqual(await raw.hear(), { type: "connection_ack" });
  raw.say({ type: "ping", payload: { at: 1 } });
  assert.deepEqual(await raw.hear(), { type: "pong" });
  // Neither of the two ends anything.
  raw.say({ type: "pong" });
  raw.socket.ping("of the transport");
  const [data] = await once(raw.socket, "pong");
  assert.equal(String(data), "of the transport");
  raw.socket.close();
});

test("a client that keeps the socket alive with pings is answered", TIMEOUT, async () => {
  const client = clientOf(server, { lazy: false, keepAlive: 50 });
  await new Promise((resolve) => client.on("pong", (received) => received && resolve()));
  await client.dispose();
});

test("silence instead of a greeting closes the socket with 4408", TIMEOUT, async () => {
  const impatient = await startServer({ "server.header_seconds": 1 });
  const raw = await openSocket(impatient);
  const closed = await raw.closed;
  assert.deepEqual(closed, { code: 4408, reason: "Connection initialisation timeout" });
});

test("the server pings; who answers stays, and who doesn't is left", TIMEOUT, async () => {
  const attentive = await startServer({ "server.ping_seconds": 1 });
  const [silent, answering] = await Promise.all([
    openGreetedSocket(attentive, { autoPong: false }),
    openGreetedSocket(attentive),
  ]);
  assert.equal((await silent.closed).code, 1006);
  await once(answering.socket, "ping");
  answering.say({ type: "ping" });
  assert.deepEqual(await answering.hear(), { type: "pong" });
  answering.socket.close();
});

test("queries and mutations beyond the places wait for one", TIMEOUT, async () => {
  const small = await startServer({ "limits.socket_operations": 2 });
  const raw = await openGreetedSocket(small);
  raw.subscribe("follower", FOLLOW);
  assert.equal((await raw.hear()).id, "follower");
  const asked = Array.from({ length: 100 }, (_, index) => `q${index}`);
  for (const id of asked) {
    raw.subscribe(id, VIEWER);
  }
  const answered = [];
  while (answered.length < asked.length) {
    const { type, id, payload } = await raw.hear();
    if (type === "next") {
      assert.deepEqual(payload, ANONYMOUS);
      answered.push(id);
    }
  }
  assert.deepEqual(answered.sort(), asked.sort());
  raw.socket.close();
});

test("subscriptions beyond the cap are refused, and the socket lives on", TIMEOUT, async () => {
  const small = await startServer({ "limits.socket_subscriptions": 4 });
  const raw = await openGreetedSocket(small);
  const followed = ["1", "2", "3", "4"];
  for (const id of followed) {
    raw.subscribe(id, FOLLOW);
  }
  // Each of them begins in its own time.
  const begun = await Promise.all(followed.map(() => raw.hear()));
  assert.deepEqual(begun.map(({ id }) => id).sort(), followed);
  raw.subscribe("5", FOLLOW);
  const { type, id, payload } = await raw.hear();
  assert.deepEqual({ type, id }, { type: "error", id: "5" });
  assert.equal(payload[0].extensions.code, "RATE_LIMITED");

  raw.say({ type: "complete", id: "1" });
  raw.subscribe("5", VIEWER);
  assert.deepEqual(await raw.hear(), { type: "next", id: "5", payload: ANONYMOUS });
  raw.socket.close();
});

test("sockets beyond the cap are refused with status 503", TIMEOUT, async () => {
  const small = await startServer({ "limits.sockets": 1 });
  const raw = await openGreetedSocket(small);
  const refused = new WebSocket(small.socketUrl, "graphql-transport-ws");
  const [request, response] = await once(refused, "unexpected-response");
  assert.equal(response.statusCode, 503);
  request.destroy();

  raw.socket.close();
  await raw.closed;
  // The place is free a moment after the client saw the end.
  const again = async () => {
    try {
      return await openGreetedSocket(small);
    } catch {
      await delay(20);
      return again();
    }
  };
  (await again()).socket.close();
});

test("a stop closes sockets with 1001, and clients come back", TIMEOUT, async () => {
  const stopping = await startServer();
  let returned;
  const restarted = new Promise((resolve) => {
    returned = resolve;
  });
  const client = clientOf(stopping, { retryAttempts: 5, retryWait: () => restarted });
  const closed = new Promise((resolve) => client.on("closed", resolve));
  const follower = client.iterate({ query: FOLLOW });
  await first(follower);

  assert.equal(await stopping.stop(), 0);
  assert.equal((await closed).code, 1001);
  await stopping.start();
  returned();
  await first(follower);
  const id = await stopping.publish("widget.created");
  assert.equal(toldEvent(await nextEvent(follower, id)).id, id);
  await follower.return();
});
