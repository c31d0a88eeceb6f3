// Many attempts, of which some answers are lost: each event is stored once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createEventMesh } from "@event-mesh/client";
import { startServer } from "../../../web/tests/support/server.mjs";
import { effort } from "./support/effort.mjs";
import { startFaultyProxy } from "./support/faulty.mjs";

const TIMEOUT = { timeout: 300_000 };
const CLIENTS = 10;

test("with 30 % of the answers cut, every event is stored once", TIMEOUT, async () => {
  const server = await startServer();
  const proxy = await startFaultyProxy(server, 0.3);
  const mesh = createEventMesh({ url: proxy.url, retries: 100 });
  const each = effort(5, 200);
  const published = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const ids = [];
      for (let index = 0; index < each; index += 1) {
        const context = { relatedEvents: ids.slice(-1) };
        const event = { eventName: "storm", payload: { client, index }, context };
        const { id } = await mesh.publish(event);
        const { revision } = await mesh.updateEventOutcome(id, { outcome: "Stored" });
        assert.equal(revision, 2);
        ids.push(id);
      }
      return ids;
    }),
  );
  const buffer = mesh.buffered({ maxEvents: CLIENTS * each });
  const buffered = Array.from({ length: CLIENTS * each }, (_, index) =>
    buffer.publish({ eventName: "storm", payload: { index } }),
  );
  await buffer.flush();

  const stored = await createEventMesh({ url: server.url }).queryEventHistory();
  const ids = stored.map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), [...published.flat(), ...buffered].toSorted());
  assert.ok(proxy.cut > each, `${proxy.cut} answers were cut`);
});
