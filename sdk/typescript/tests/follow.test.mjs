// Streams that break: whatever does it, nothing is missed, and nothing comes twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createEventMesh } from "@event-mesh/client";
import { startProxy } from "../../../web/tests/support/proxy.mjs";
import { newDatabase, startServer } from "../../../web/tests/support/server.mjs";
import { SECRET, token } from "../../../web/tests/support/tokens.mjs";
import { effort } from "./support/effort.mjs";
import {
  assertToldAll,
  endOf,
  logBehind,
  startFollower,
  startWriters,
} from "./support/followers.mjs";
import { startPostgres } from "./support/postgres.mjs";

const TIMEOUT = { timeout: 600_000 };

/** Follows while others write and something breaks so often, and looks at what was told. */
async function assertNothingIsLost(server, times, breakIt) {
  const mesh = createEventMesh({ url: server.url });
  const after = await endOf(mesh);
  const breaks = [];
  const follower = startFollower(mesh, { after, onBreak: (error) => breaks.push(error.code) });
  const writers = startWriters(server.url);
  for (let time = 0; time < times; time += 1) {
    const { count } = writers;
    while (writers.count < count + 20) {
      await delay(10);
    }
    await breakIt();
  }
  const written = await writers.stop();
  const log = await logBehind(mesh, after);
  await follower.until(log.at(-1).cursor);
  await follower.stop();
  assertToldAll(follower.told, log, written);
  return breaks;
}

test("a server is killed under those who write and follow", TIMEOUT, async () => {
  const server = await startServer({ "database.url": await newDatabase() });
  const times = effort(4, 20);
  const breaks = await assertNothingIsLost(server, times, async () => {
    await server.stop("SIGKILL");
    await server.start();
  });
  assert.ok(breaks.length >= times);
  assert.ok(breaks.every((code) => code === "NETWORK"));
});

test("PostgreSQL restarts under those who write and follow", TIMEOUT, async () => {
  const postgres = await startPostgres();
  const url = await postgres.newDatabase("followed");
  const server = await startServer({ "database.url": url, "database.wait_seconds": 30 });
  await assertNothingIsLost(server, effort(1, 5), () => postgres.restart());
});

test("a network cuts streams within lines and messages", TIMEOUT, async () => {
  const server = await startServer();
  const after = await endOf(createEventMesh({ url: server.url }));
  const proxy = await startProxy(server, effort(8, 50));
  const mesh = createEventMesh({ url: proxy.url });
  const follower = startFollower(mesh, { after });
  const writers = startWriters(server.url);
  await proxy.broken;
  const written = await writers.stop();
  const log = await logBehind(mesh, after);
  await follower.until(log.at(-1).cursor);
  await follower.stop();
  assertToldAll(follower.told, log, written);
});

test("a token expires, and the next one is asked for", TIMEOUT, async () => {
  const server = await startServer({ "auth.jwt_secret": SECRET, "auth.leeway_seconds": 0 });
  let count = 0;
  const getToken = () => {
    count += 1;
    return token(2);
  };
  const mesh = createEventMesh({ url: server.url, getToken });
  const follower = mesh.followEvents();
  await follower.next();
  const shown = count;
  while (count === shown) {
    // Without asking: only the stream needs a new token.
    await createEventMesh({ url: server.url, token: token() }).publish({
      eventName: "tick",
      payload: {},
    });
    const { value } = await follower.next();
    assert.equal(value.type, "EventPublished");
  }
  await follower.return();
});

test("a wrong token ends it, and so does a filter that is refused", TIMEOUT, async () => {
  const server = await startServer({ "auth.jwt_secret": SECRET });
  const { url } = server;
  const ending = createEventMesh({ url, token: token(-60) }).followEvents();
  await assert.rejects(ending.next(), { code: "UNAUTHENTICATED", retryable: false });
  const mesh = createEventMesh({ url, token: token() });
  const refused = mesh.followEvents({ filter: { startTime: Number.NaN } });
  await assert.rejects(refused.next(), { code: "BAD_USER_INPUT" });
});

test("a cursor of another history can't be gone on behind", TIMEOUT, async () => {
  const server = await startServer();
  const mesh = createEventMesh({ url: server.url });
  const after = await endOf(mesh);
  const follower = startFollower(mesh, { after });
  await mesh.publish({ eventName: "before", payload: {} });
  // In memory: it comes back with nothing.
  await server.stop("SIGKILL");
  await server.start();
  await assert.rejects(follower.until("nothing"), { code: "CURSOR_EXPIRED", retryable: false });
});

test("what is followed can be chosen", TIMEOUT, async () => {
  const server = await startServer();
  const mesh = createEventMesh({ url: server.url });
  const after = await endOf(mesh);
  const { id } = await mesh.publish({ eventName: "a", payload: {}, timestamp: 5_000 });
  await mesh.publish({ eventName: "b", payload: {} });
  await mesh.updateEventOutcome(id, { outcome: "known" });
  const namesOf = async (options) => {
    const follower = mesh.followEvents({ after, ...options });
    const names = [];
    for await (const { type, event } of follower) {
      if (type === "CaughtUp") {
        return names;
      }
      names.push(`${type} ${event.eventName}`);
    }
  };
  const told = ["EventPublished a", "EventPublished b", "OutcomeUpdated a"];
  assert.deepEqual(await namesOf({}), told);
  assert.deepEqual(await namesOf({ kinds: ["OUTCOME_UPDATED"] }), told.slice(2));
  assert.deepEqual(await namesOf({ filter: { endTime: new Date(5_000) } }), [told[0], told[2]]);
});
