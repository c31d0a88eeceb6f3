// Events that are sent together, and what becomes of those that can't be.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createEventMesh, LostEventsError } from "@event-mesh/client";
import { z } from "zod";
import { startServer } from "../../../web/tests/support/server.mjs";
import { json, scripted } from "./support/answers.mjs";

const TIMEOUT = { timeout: 60_000 };
const done = () => json({ data: { publishMany: { results: [] } } });
let server;
let mesh;

before(async () => {
  server = await startServer();
  mesh = createEventMesh({ url: server.url });
});

const eventOf = (index, event) => ({ eventName: "buffered", payload: { index }, ...event });

/** Puts so many events in a buffer, and returns their ids. */
const fill = (buffer, count) =>
  Array.from({ length: count }, (_, index) => buffer.publish(eventOf(index)));

/** That a flush rejects with these events, each for this reason. */
async function assertLost(flushed, ids, reason) {
  await assert.rejects(flushed, (error) => {
    assert.ok(error instanceof LostEventsError);
    assert.equal(error.name, "LostEventsError");
    assert.equal(error.code, "EVENTS_LOST");
    assert.deepEqual(
      error.events.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(
      error.causes.map((cause) => cause.code ?? cause.message),
      ids.map(() => reason),
    );
    assert.equal(error.cause, error.causes[0]);
    return true;
  });
}

const idsOf = async (eventName) => {
  const events = await mesh.queryEventHistory({ eventName });
  return events.map(({ id }) => id).reverse();
};

test("a flush stores what was published, in its order, in few requests", TIMEOUT, async () => {
  let requests = 0;
  const counted = createEventMesh({
    url: server.url,
    fetch: (...of) => {
      requests += 1;
      return fetch(...of);
    },
  });
  const buffer = counted.buffered();
  const ids = fill(buffer, 1_000);
  const large = buffer.publish(eventOf(1_000, { payload: { text: "€".repeat(80_000) } }));
  await assertLost(buffer.flush(), [large], "BUFFER_FULL");
  assert.deepEqual(await idsOf("buffered"), ids);
  assert.ok(requests < 10);
  const more = Array.from({ length: 8 }, (_, index) =>
    buffer.publish(eventOf(index, { eventName: "large", payload: { text: "€".repeat(80_000) } })),
  );
  await buffer.flush();
  assert.deepEqual(await idsOf("large"), more);
});

test("events of a buffer may relate to one another", TIMEOUT, async () => {
  const buffer = mesh.buffered();
  const cause = buffer.publish(eventOf(0, { eventName: "related" }));
  const context = { relatedEvents: [cause] };
  const eventId = buffer.publish(eventOf(1, { eventName: "related", context }));
  await buffer.flush();
  const workflow = await mesh.queryEventHistory({ eventId, includeRelated: true });
  assert.deepEqual(
    workflow.map(({ id }) => id),
    [cause, eventId],
  );
});

describe("a flush rejects with the events that are lost", () => {
  test("when the server is down", TIMEOUT, async () => {
    const down = createEventMesh({ url: "http://127.0.0.1:1", retries: 1 }).buffered();
    const ids = fill(down, 700);
    await assertLost(down.flush(), ids, "NETWORK");
    await down.flush();
  });

  test("when it is aborted", TIMEOUT, async () => {
    const { fetch } = scripted(() => new Promise(() => {}));
    const buffer = createEventMesh({ fetch }).buffered();
    const ids = fill(buffer, 3);
    const end = new AbortController();
    setTimeout(() => end.abort(new Error("stopped")), 20);
    await assertLost(buffer.flush({ signal: end.signal }), ids, "stopped");
  });

  test("when they are refused, those alone", TIMEOUT, async () => {
    const buffer = mesh.buffered();
    const of = (index, event) => eventOf(index, { eventName: "some", ...event });
    const first = buffer.publish(of(0));
    const refused = buffer.publish(of(1, { source: "" }));
    const second = buffer.publish(of(2));
    await assertLost(buffer.flush(), [refused], "BAD_USER_INPUT");
    assert.deepEqual(await idsOf("some"), [first, second]);
  });

  test("when the catalogue refuses them, those alone", TIMEOUT, async () => {
    const catalogue = { checked: z.object({ index: z.number() }) };
    const buffer = createEventMesh({ url: server.url, catalogue }).buffered();
    const wrong = buffer.publish(eventOf(0, { eventName: "checked", payload: {} }));
    const right = buffer.publish(eventOf(1, { eventName: "checked" }));
    await assertLost(buffer.flush(), [wrong], "BAD_USER_INPUT");
    assert.deepEqual(await idsOf("checked"), [right]);
  });

  test("when the server takes too long", TIMEOUT, async () => {
    const fetch = () => new Promise(() => {});
    const buffer = createEventMesh({ fetch, timeout: 20, retries: 1 }).buffered();
    const ids = fill(buffer, 3);
    await assertLost(buffer.flush(), ids, "TIMEOUT");
  });

  test("when the buffer is full", TIMEOUT, async () => {
    const buffer = mesh.buffered({ maxEvents: 2 });
    const ids = fill(buffer, 4).slice(2);
    // Nobody asks: it is said at once.
    assert.throws(() => fill(buffer, 1), { code: "BUFFER_FULL" });
    await assert.rejects(buffer.flush(), (error) => {
      assert.deepEqual(error.events.map(({ id }) => id).slice(0, 2), ids);
      assert.ok(error.causes.every(({ code }) => code === "BUFFER_FULL"));
      return true;
    });
    fill(buffer, 2);
    await buffer.flush();
  });
});

test("what was lost can be published again", TIMEOUT, async () => {
  const lost = createEventMesh({ url: "http://127.0.0.1:1", retries: 0 }).buffered();
  const ids = [eventOf(0), eventOf(1)].map((event) =>
    lost.publish({ ...event, eventName: "again", context: { decision: "So", team: "billing" } }),
  );
  const { events } = await lost.flush().catch((error) => error);
  await mesh.publishMany(events);
  await mesh.publishMany(events);
  assert.deepEqual(await idsOf("again"), ids);
});

test("an event is sent as it was when it was published", TIMEOUT, async () => {
  const { asked, fetch } = scripted(done);
  const buffer = createEventMesh({ fetch }).buffered();
  const payload = { state: "before" };
  buffer.publish({ eventName: "a", payload });
  payload.state = "after";
  await buffer.flush();
  assert.deepEqual(asked[0].variables.inputs[0].payload, { state: "before" });
});

test("without events a flush asks nothing", TIMEOUT, async () => {
  const { asked, fetch } = scripted(done);
  await createEventMesh({ fetch }).buffered().flush();
  assert.equal(asked.length, 0);
});

describe("waitUntil", () => {
  test("is given one flush for what is published in a turn", TIMEOUT, async () => {
    const { asked, fetch } = scripted(done);
    const running = [];
    const waitUntil = (promise) => running.push(promise);
    const buffer = createEventMesh({ fetch, waitUntil }).buffered();
    fill(buffer, 5);
    await Promise.all(running);
    fill(buffer, 1);
    await Promise.all(running);
    assert.equal(running.length, 2);
    assert.deepEqual(
      asked.map(({ variables }) => variables.inputs.length),
      [5, 1],
    );
  });

  test("sends what comes while a flush runs, too", TIMEOUT, async () => {
    const running = [];
    const buffer = mesh.buffered({ waitUntil: (promise) => running.push(promise) });
    const of = (index) => eventOf(index, { eventName: "meanwhile" });
    const ids = [];
    for (let index = 0; index < 50; index += 1) {
      ids.push(buffer.publish(of(index)));
      await new Promise((resolve) => setTimeout(resolve, index % 3));
    }
    await Promise.all(running);
    assert.deepEqual(await idsOf("meanwhile"), ids);
  });

  test("is told of losses", TIMEOUT, async () => {
    const running = [];
    const lost = createEventMesh({ url: "http://127.0.0.1:1", retries: 0 });
    const buffer = lost.buffered({ waitUntil: (promise) => running.push(promise) });
    const ids = fill(buffer, 2);
    await assertLost(running[0], ids, "NETWORK");
    await buffer.flush();
  });
});
