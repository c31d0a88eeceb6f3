// What goes in and out, against a server.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { before, describe, test } from "node:test";
import { createEventMesh, EventMeshError, PartialWorkflowError } from "@event-mesh/client";
import { documents } from "@event-mesh/client/documents";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { newFolder, startServer } from "../../../web/tests/support/server.mjs";
import { scripted } from "./support/answers.mjs";
import { smoke } from "./support/smoke.mjs";

const TIMEOUT = { timeout: 60_000 };
let mesh;

before(async () => {
  const server = await startServer();
  mesh = createEventMesh({ url: server.url });
});

/** Publishes so many events, each linked to the one before. */
async function chainOf(length, event = {}) {
  const ids = [];
  for (let index = 0; index < length; index += 1) {
    const context = { relatedEvents: ids.slice(-1), category: `step-${index}` };
    const { id } = await mesh.publish({ eventName: "step", payload: { index }, context, ...event });
    ids.push(id);
  }
  return ids;
}

const indexes = (events) => events.map(({ payload }) => payload.index);

describe("what was published comes back", () => {
  test("with the further keys of its context beside the known ones", TIMEOUT, async () => {
    const [cause] = await chainOf(1);
    const event = {
      eventName: "widget.created",
      source: "wizard",
      payload: { nothing: null, list: [1, { deep: null }] },
      userIntent: { goal: "See it", painPoint: undefined },
      context: { relatedEvents: [cause], decision: "So", team: "billing", extra: { even: "this" } },
      metadata: { trace: null },
    };
    const { id, tenantId, timestamp, ...published } = await mesh.publish(event);
    assert.deepEqual(published, {
      ...event,
      userIntent: { goal: "See it" },
      shouldDocument: true,
      revision: 1,
      outcomeState: "NONE",
    });
    assert.ok(Math.abs(timestamp - Date.now()) < 60_000);
    assert.deepEqual(await mesh.getEvent(id), { id, tenantId, timestamp, ...published });
  });

  test("times may be dates, and have fractions", TIMEOUT, async () => {
    const context = { outcome: "There", outcomeAt: new Date(5_000) };
    const event = { eventName: "timed", payload: {}, timestamp: new Date(4_000), context };
    assert.equal((await mesh.publish(event)).timestamp, 4_000);
    const later = await mesh.publish({ ...event, timestamp: 4_001.9 });
    assert.equal(later.timestamp, 4_001);
    assert.equal(later.context.outcomeAt, 5_000);
    const between = (startTime, endTime) =>
      mesh.queryEventHistory({ eventName: "timed", startTime, endTime });
    // What happened within a range is found in it.
    assert.equal((await between(4_000.5, 4_001.9)).length, 2);
    assert.equal((await between(new Date(4_001), Number.POSITIVE_INFINITY)).length, 1);
    const filter = { or: [{ not: { startTime: new Date(4_001) } }, { endTime: 3_999.9 }] };
    assert.equal((await mesh.queryEventHistory({ eventName: "timed", filter })).length, 1);
  });

  test("what is no time is refused, and the error says where", TIMEOUT, async () => {
    const event = { eventName: "timed", payload: {}, timestamp: new Date("yesterday") };
    const inputPath = ["input", "timestamp"];
    await assert.rejects(mesh.publish(event), { code: "BAD_USER_INPUT", inputPath });
    const query = { startTime: Number.NaN };
    await assert.rejects(mesh.queryEventHistory(query), { inputPath: ["filter", "startTime"] });
  });

  test("undefined for an event that isn't there", TIMEOUT, async () => {
    assert.equal(await mesh.getEvent("nothing"), undefined);
    assert.deepEqual(await mesh.queryEventHistory({ eventId: "nothing" }), []);
    assert.deepEqual(
      await mesh.queryEventHistory({ eventId: "nothing", includeRelated: true }),
      [],
    );
    await assert.rejects(mesh.updateEventOutcome("nothing", { outcome: "x" }), {
      code: "NOT_FOUND",
    });
  });

  test("outcomes, with a verdict, and only of the revision that is meant", TIMEOUT, async () => {
    const [id] = await chainOf(1);
    const event = await mesh.updateEventOutcome(id, {
      outcome: "Faster",
      verdict: "MET",
      outcomeAt: new Date(9_000),
      expectedRevision: 1,
    });
    assert.equal(event.outcomeState, "MET");
    assert.equal(event.revision, 2);
    assert.equal(event.context.outcomeAt, 9_000);
    const other = { outcome: "Slower", expectedRevision: 1 };
    await assert.rejects(mesh.updateEventOutcome(id, other), { code: "CONFLICT" });
  });

  test("events that are published together relate to one another", TIMEOUT, async () => {
    const [effect, cause] = await mesh.publishMany([
      { eventName: "effect", payload: {}, context: { relatedEvents: ["the-cause"] } },
      { id: "the-cause", eventName: "cause", payload: {} },
    ]);
    const workflow = await mesh.queryEventHistory({ eventId: effect.id, includeRelated: true });
    assert.deepEqual(workflow, [cause, effect]);
  });

  test("the same id with the same content is the same event", TIMEOUT, async () => {
    const event = { id: "once", eventName: "a", payload: { a: 1 }, timestamp: 1_000 };
    assert.deepEqual(await mesh.publish(event), await mesh.publishDocumentable(event));
    await assert.rejects(mesh.publish({ ...event, payload: {} }), {
      code: "CONFLICT",
      inputPath: ["input", "id"],
    });
  });
});

describe("a history", () => {
  test("has all pages, newest first, up to a limit", TIMEOUT, async () => {
    const events = Array.from({ length: 999 }, (_, index) => ({
      eventName: "many",
      payload: { index },
      timestamp: 1_000 + Math.floor(index / 10),
    }));
    await mesh.publishMany(events);
    const listed = async (limit) =>
      indexes(await mesh.queryEventHistory({ eventName: "many", limit }));
    const expected = events.map((_, index) => index).reverse();
    assert.deepEqual(await listed(), expected);
    for (const limit of [0, 1, 49, 50, 51, 600]) {
      assert.deepEqual(await listed(limit), expected.slice(0, limit));
    }
  });

  test("asks for no larger pages than the server allows", TIMEOUT, async () => {
    const server = await startServer({ "limits.page": 20, "limits.default_page": 10 });
    const small = createEventMesh({ url: server.url });
    const events = Array.from({ length: 70 }, (_, index) => ({
      eventName: "many",
      payload: { index },
    }));
    await small.publishMany(events);
    assert.equal((await small.queryEventHistory()).length, 70);
    assert.equal((await small.queryEventHistory({ limit: 60 })).length, 60);
  });

  test("is a workflow, oldest first, with the event's causes", TIMEOUT, async () => {
    const ids = await chainOf(5);
    const query = { eventId: ids[3], includeRelated: true };
    assert.deepEqual(indexes(await mesh.queryEventHistory(query)), [0, 1, 2, 3]);
    assert.deepEqual(indexes(await mesh.queryEventHistory({ ...query, limit: 2 })), [2, 3]);
    const [alone] = await mesh.queryEventHistory({ eventId: ids[3] });
    assert.equal(alone.payload.index, 3);
    const some = { ...query, filter: { payload: [{ path: ["index"], op: "LT", value: 3 }] } };
    assert.deepEqual(indexes(await mesh.queryEventHistory(some)), [0, 1, 2]);
    const one = { ...query, category: "step-1", eventName: "step" };
    assert.deepEqual(indexes(await mesh.queryEventHistory(one)), [1]);
  });

  test("that is only part of a workflow says so, or is asked for", TIMEOUT, async () => {
    const ids = await chainOf(5);
    const query = { eventId: ids[4], includeRelated: true, maxDepth: 2 };
    await assert.rejects(mesh.queryEventHistory(query), (error) => {
      assert.ok(error instanceof PartialWorkflowError);
      assert.equal(error.name, "PartialWorkflowError");
      assert.deepEqual(error.truncatedBy, ["DEPTH"]);
      assert.deepEqual(indexes(error.events), [2, 3, 4]);
      return true;
    });
    const part = await mesh.queryEventHistory({ ...query, allowPartial: true });
    assert.deepEqual(indexes(part), [2, 3, 4]);
  });
});

test("a server of trusted documents runs what the client asks", TIMEOUT, async () => {
  const file = path.join(await newFolder(), "trusted.json");
  await writeFile(file, JSON.stringify(documents));
  const { url } = await startServer({ "documents.trusted": file, "documents.only_trusted": true });
  const asked = [];
  const remember = (address, init) => {
    asked.push(JSON.parse(init.body).query);
    return fetch(address, init);
  };
  await smoke(
    {
      createEventMesh: (options) => createEventMesh({ fetch: remember, ...options }),
      EventMeshError,
    },
    url,
  );
  const trusting = createEventMesh({ url, fetch: remember });
  await trusting.publishMany([{ eventName: "a", payload: {} }]);
  await trusting.queryEventHistory();
  await trusting.getEvent("x");
  assert.deepEqual([...new Set(asked)].toSorted(), Object.values(documents).toSorted());
});

describe("a catalogue of schemas", () => {
  const schemas = {
    zod: z.object({ amount: z.number().positive() }),
    valibot: v.pipeAsync(
      v.object({ amount: v.number() }),
      v.checkAsync(async ({ amount }) => amount > 0, "must be positive"),
    ),
    arktype: type({ amount: "number > 0" }),
  };
  for (const [name, schema] of Object.entries(schemas)) {
    test(`of ${name} checks payloads before they are sent`, TIMEOUT, async () => {
      const { asked, fetch } = scripted();
      const checked = createEventMesh({ fetch, catalogue: { "payment.failed": schema } });
      const wrong = { eventName: "payment.failed", payload: { amount: -1 } };
      await assert.rejects(checked.publish(wrong), (error) => {
        assert.equal(error.code, "BAD_USER_INPUT");
        assert.deepEqual(error.inputPath, ["input", "payload"]);
        assert.match(error.message, /^payment\.failed: /);
        assert.ok(error.cause.length > 0);
        return true;
      });
      const right = { eventName: "payment.failed", payload: { amount: 1 } };
      await assert.rejects(checked.publishMany([right, wrong]), {
        inputPath: ["inputs", 1, "payload"],
      });
      assert.equal(asked.length, 0);
    });
  }

  test("lets through what it describes, and what it doesn't know", TIMEOUT, async () => {
    const { url } = await startServer();
    const checked = createEventMesh({ url, catalogue: { "payment.failed": schemas.zod } });
    await checked.publish({ eventName: "payment.failed", payload: { amount: 1 } });
    await checked.publish({ eventName: "constructor", payload: {} });
  });
});
