// How the server is asked, and how often, with answers of the tests' own.

import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { createEventMesh, EventMeshError } from "@event-mesh/client";
import { newId } from "../dist/ids.js";
import { json, published, refusal, scripted } from "./support/answers.mjs";

const EVENT = { eventName: "widget.created", payload: {} };
const offline = () => {
  throw new TypeError("fetch failed");
};
const status = (status, headers) => new Response("<h1>proxy</h1>", { status, headers });
const publishWith = (fetch, options) => createEventMesh({ fetch, ...options }).publish(EVENT);

describe("what may help is tried again", () => {
  for (const [name, answer] of [
    ["a network fault", offline],
    ["status 502", status(502)],
    ["status 503", status(503)],
    ["status 504", status(504)],
    ["OVERLOADED", refusal("OVERLOADED", { retryable: true })],
    ["an answer that was cut off", new Response('{"data":{"publ')],
  ]) {
    test(name, async () => {
      const { asked, fetch } = scripted(answer, published({ id: "stored" }));
      assert.equal((await publishWith(fetch)).id, "stored");
      assert.equal(asked.length, 2);
      // The same to the byte, so that it is stored once.
      assert.equal(asked[0].init.body, asked[1].init.body);
    });
  }
});

describe("what can't help is told at once", () => {
  for (const [name, answer, code] of [
    ["status 500", status(500), "BAD_RESPONSE"],
    ["status 404", status(404), "BAD_RESPONSE"],
    ["a page in place of an answer", status(200), "BAD_RESPONSE"],
    ["BAD_USER_INPUT", refusal("BAD_USER_INPUT"), "BAD_USER_INPUT"],
    ["CONFLICT", refusal("CONFLICT"), "CONFLICT"],
  ]) {
    test(name, async () => {
      const { asked, fetch } = scripted(answer);
      await assert.rejects(publishWith(fetch), (error) => {
        assert.ok(error instanceof EventMeshError);
        assert.equal(error.code, code);
        assert.equal(error.retryable, false);
        return true;
      });
      assert.equal(asked.length, 1);
    });
  }
});

test("after the last attempt the last error is told", async () => {
  const { asked, fetch } = scripted(offline);
  await assert.rejects(publishWith(fetch, { retries: 2 }), (error) => {
    assert.equal(error.code, "NETWORK");
    assert.equal(error.retryable, true);
    assert.equal(error.cause.message, "fetch failed");
    return true;
  });
  assert.equal(asked.length, 3);
});

describe("the server says when to come again", () => {
  for (const [name, answer] of [
    ["in seconds", status(503, { "retry-after": "0.3" })],
    ["as a date", () => status(503, { "retry-after": new Date(Date.now() + 2_000).toUTCString() })],
    ["in the error", refusal("RATE_LIMITED", { retryable: true, retryAfterMs: 300 })],
  ]) {
    test(name, async () => {
      const { asked, fetch } = scripted(answer, published());
      await publishWith(fetch);
      assert.ok(asked[1].at - asked[0].at >= 290);
    });
  }

  test("later than a call may take: it isn't waited for", async () => {
    const { asked, fetch } = scripted(status(503, { "retry-after": "60" }));
    await assert.rejects(publishWith(fetch), { code: "BAD_RESPONSE", retryAfterMs: 60_000 });
    assert.equal(asked.length, 1);
  });
});

test("an attempt that takes too long is given up, and made again", async () => {
  const never = ({ init }) =>
    new Promise((_, reject) => {
      init.signal.onabort = () => reject(init.signal.reason);
    });
  const { asked, fetch } = scripted(never, published({ id: "stored" }));
  assert.equal((await publishWith(fetch, { timeout: 50 })).id, "stored");
  assert.ok(asked[0].init.signal.aborted);
  const deaf = () => new Promise(() => {});
  await assert.rejects(publishWith(deaf, { timeout: 20, retries: 1 }), { code: "TIMEOUT" });
});

test("a signal ends a call while it waits for an answer, and while it waits to ask again", async () => {
  const reason = new Error("enough");
  for (const fetch of [() => new Promise(() => {}), offline]) {
    const controller = new AbortController();
    const mesh = createEventMesh({ fetch, retries: 1_000 });
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(mesh.publish(EVENT, { signal: controller.signal }), reason);
  }
  const { asked, fetch } = scripted(published());
  const signal = AbortSignal.abort(reason);
  await assert.rejects(createEventMesh({ fetch }).getEvent("x", { signal }), reason);
  assert.equal(asked.length, 0);
});

test("errors carry what the server says about them", async () => {
  const extensions = { inputPath: ["input", "userId"], ids: ["a"], errorId: "e" };
  const { fetch } = scripted(refusal("FORBIDDEN", extensions));
  await assert.rejects(publishWith(fetch), {
    name: "EventMeshError",
    message: "refused: FORBIDDEN",
    code: "FORBIDDEN",
    ...extensions,
  });
});

test("the token is asked for with each attempt", async () => {
  const { asked, fetch } = scripted(offline, published());
  let count = 0;
  const getToken = async () => {
    count += 1;
    return `token-${count}`;
  };
  await publishWith(fetch, { getToken });
  const shown = asked.map(({ init }) => init.headers.authorization);
  assert.deepEqual(shown, ["Bearer token-1", "Bearer token-2"]);
});

test("the address may end with /graphql, and come from the environment with its token", async () => {
  const { asked, fetch } = scripted(published());
  const ask = async (options) => {
    await publishWith(fetch, options);
    const { url, init } = asked.at(-1);
    return [url, init.headers.authorization];
  };
  delete process.env.EVENT_MESH_URL;
  assert.deepEqual(await ask({}), ["http://127.0.0.1:8080/graphql", undefined]);
  for (const url of [
    "https://a.example/mesh",
    "https://a.example/mesh/",
    "https://a.example/mesh/graphql",
  ]) {
    assert.deepEqual(await ask({ url }), ["https://a.example/mesh/graphql", undefined]);
  }
  process.env.EVENT_MESH_URL = "https://b.example";
  process.env.EVENT_MESH_TOKEN = "ours";
  assert.deepEqual(await ask({}), ["https://b.example/graphql", "Bearer ours"]);
  // It is for that server alone.
  assert.deepEqual(await ask({ url: "https://a.example" }), [
    "https://a.example/graphql",
    undefined,
  ]);
  delete process.env.EVENT_MESH_URL;
  delete process.env.EVENT_MESH_TOKEN;
});

test("ids rise as they are made, even while the clock stands still or goes back", () => {
  const times = [1_000, 2_000, 1_500];
  const ids = times.flatMap((time) => {
    const clock = mock.method(Date, "now", () => 1_800_000_000_000 + time);
    const made = Array.from({ length: 4_100 }, newId);
    clock.mock.restore();
    return made;
  });
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, ids.toSorted());
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.ok(ids.every((id) => form.test(id)));
  const milliseconds = Number.parseInt(ids[0].replace("-", "").slice(0, 12), 16);
  assert.equal(milliseconds, 1_800_000_001_000);
});

test("events have ids in the order in which they were published", async () => {
  const { asked, fetch } = scripted(published());
  const mesh = createEventMesh({ fetch });
  await Promise.all(Array.from({ length: 100 }, () => mesh.publish(EVENT)));
  const ids = asked.map(({ variables }) => variables.input.id);
  assert.deepEqual(ids, ids.toSorted());
});

test("waitUntil is given what runs, which tells nobody of failures", async () => {
  const { fetch } = scripted(refusal("FORBIDDEN"));
  const running = [];
  const mesh = createEventMesh({ fetch, waitUntil: (promise) => running.push(promise) });
  await assert.rejects(mesh.publish(EVENT), { code: "FORBIDDEN" });
  await Promise.all(running);
  assert.equal(running.length, 1);
});

test("values that are no JSON are refused before anything is sent", async () => {
  const { asked, fetch } = scripted(json({}));
  await assert.rejects(
    createEventMesh({ fetch }).publish({ ...EVENT, payload: { n: 1n } }),
    TypeError,
  );
  assert.equal(asked.length, 0);
});
