// How a stream is read, from a server of the test's own.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { after, test } from "node:test";
import { createEventMesh } from "@event-mesh/client";
import { stored } from "./support/answers.mjs";

const TIMEOUT = { timeout: 20_000 };

const next = (eventStream) =>
  `event: next\nid: x\ndata: ${JSON.stringify({ data: { eventStream } })}\n\n`;
const caughtUp = (cursor) => next({ type: "CaughtUp", cursor });
const told = (cursor) =>
  next({
    type: "EventPublished",
    cursor,
    event: stored({ id: cursor, payload: { text: "ä€😀" } }),
  });

/** A server whose connections get these texts, one after the other, and the last one for ever. */
async function serve(...connections) {
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push((await json(request)).variables.after);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.flushHeaders();
    const { text, isOpen, cut } = connections.length > 1 ? connections.shift() : connections[0];
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += cut ?? bytes.length) {
      response.write(bytes.subarray(at, at + (cut ?? bytes.length)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    isOpen || response.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { asked, server, mesh: createEventMesh({ url }) };
}

/** The first messages, and how often the stream broke until then. */
async function firstOf(mesh, count, options) {
  const messages = [];
  const breaks = [];
  const onBreak = (error) => breaks.push(error.code);
  for await (const message of mesh.followEvents({ ...options, onBreak })) {
    messages.push(`${message.type} ${message.cursor}`);
    if (messages.length === count) {
      return { messages, breaks };
    }
  }
}

test("it goes on behind the last message, and catches up once", TIMEOUT, async () => {
  const { asked, mesh } = await serve(
    { text: caughtUp("1") + told("2") },
    { text: "" },
    { text: told("3") + caughtUp("4") },
    { text: told("5"), isOpen: true },
  );
  const { messages, breaks } = await firstOf(mesh, 4, { after: "0" });
  const expected = ["CaughtUp 1", "EventPublished 2", "EventPublished 3", "EventPublished 5"];
  assert.deepEqual(messages, expected);
  assert.deepEqual(asked, ["0", "2", "2", "4"]);
  assert.deepEqual(breaks, ["NETWORK", "NETWORK", "NETWORK"]);
});

test("of kinds that it doesn't know it keeps the cursor", TIMEOUT, async () => {
  const { asked, mesh } = await serve(
    { text: next({ type: "EventForgotten", cursor: "7" }) },
    { text: told("8"), isOpen: true },
  );
  assert.deepEqual((await firstOf(mesh, 1)).messages, ["EventPublished 8"]);
  assert.deepEqual(asked, [undefined, "7"]);
});

test("bytes may come in any pieces, and lines may end otherwise", TIMEOUT, async () => {
  const text = `: hello\n\n${caughtUp("1")}:\n\n${told("2")}`;
  for (const [written, cut] of [
    [text, 1],
    [text.replaceAll("\n", "\r\n"), 3],
  ]) {
    const { mesh } = await serve({ text: written, cut, isOpen: true });
    for await (const { event } of mesh.followEvents()) {
      if (event) {
        assert.deepEqual(event, { id: "2", source: "unknown", payload: { text: "ä€😀" } });
        break;
      }
    }
  }
});

test("a server that falls silent is left", TIMEOUT, async () => {
  const { mesh } = await serve(
    { text: caughtUp("1"), isOpen: true },
    { text: told("2"), isOpen: true },
  );
  const { messages, breaks } = await firstOf(mesh, 2, { silence: 100 });
  assert.deepEqual(messages, ["CaughtUp 1", "EventPublished 2"]);
  assert.deepEqual(breaks, ["TIMEOUT"]);
});

test("an error that may pass is waited for, another one ends it", TIMEOUT, async () => {
  const failed = (extensions) =>
    `event: next\ndata: ${JSON.stringify({ errors: [{ message: "no", extensions }] })}\n\n`;
  const { mesh } = await serve(
    { text: failed({ code: "OVERLOADED", retryable: true }) },
    { text: told("2") + failed({ code: "CURSOR_EXPIRED" }), isOpen: true },
  );
  const following = mesh.followEvents();
  assert.equal((await following.next()).value.cursor, "2");
  await assert.rejects(following.next(), { code: "CURSOR_EXPIRED" });
  assert.deepEqual(await following.next(), { done: true, value: undefined });
});

test(
  "a signal ends it while it waits, and who leaves the loop closes the connection",
  TIMEOUT,
  async () => {
    const { mesh, server } = await serve({ text: caughtUp("1"), isOpen: true });
    const closed = once(server, "connection").then(([socket]) => once(socket, "close"));
    const end = new AbortController();
    const following = mesh.followEvents({ signal: end.signal });
    await following.next();
    setTimeout(() => end.abort(), 20);
    assert.deepEqual(await following.next(), { done: true, value: undefined });
    await closed;
    const again = once(server, "connection").then(([socket]) => once(socket, "close"));
    await firstOf(mesh, 1);
    await again;
    const { value } = await mesh.followEvents({ signal: AbortSignal.abort() }).next();
    assert.equal(value, undefined);
  },
);
