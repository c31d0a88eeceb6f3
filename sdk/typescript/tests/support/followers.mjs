import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { createEventMesh } from "@event-mesh/client";

const WRITERS = 4;

/** Where the log of a server has its end. */
export async function endOf(mesh) {
  for await (const { cursor } of mesh.followEvents()) {
    return cursor;
  }
}

/** All that stands in the log behind a cursor. */
export async function logBehind(mesh, after) {
  const log = [];
  for await (const message of mesh.followEvents({ after })) {
    if (message.type === "CaughtUp") {
      return log;
    }
    log.push(message);
  }
}

/** Follows behind a cursor, and keeps what it is told. */
export function startFollower(mesh, options) {
  const end = new AbortController();
  const told = [];
  let tell = () => {};
  const running = (async () => {
    for await (const message of mesh.followEvents({ ...options, signal: end.signal })) {
      if (message.type !== "CaughtUp") {
        told.push(message);
        tell();
      }
    }
  })();
  return {
    told,
    /** Waits until it was told of the message with this cursor; or why it ended. */
    async until(cursor) {
      const isTold = new Promise((resolve) => {
        tell = () => told.some((message) => message.cursor === cursor) && resolve();
        tell();
      });
      await Promise.race([isTold, running]);
    },
    async stop() {
      end.abort();
      await running;
    },
  };
}

/** Some who publish and report outcomes, whatever happens to the server. */
export function startWriters(url) {
  const mesh = createEventMesh({ url, retries: 1_000, timeout: 5_000 });
  const written = [];
  let isStopped = false;
  const running = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let index = 0; !isStopped; index += 1) {
      const event = { eventName: `writer.${writer}`, payload: { index } };
      const { id } = await mesh.publish(event);
      written.push(id);
      if (index % 3 === 0) {
        await mesh.updateEventOutcome(id, { outcome: `known ${index}` });
      }
      await delay(10);
    }
  });
  return {
    /** How many events are confirmed by now. */
    get count() {
      return written.length;
    },
    async stop() {
      isStopped = true;
      await Promise.all(running);
      return written;
    },
  };
}

const nameOf = ({ type, cursor, event }) => `${type} ${event.id} ${cursor}`;

/** That nothing was missed, and nothing told twice, of what is in the log; and that it has what was written. */
export function assertToldAll(told, log, written) {
  const names = log.map(nameOf);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(told.map(nameOf), names);
  const published = log
    .filter(({ type }) => type === "EventPublished")
    .map(({ event }) => event.id);
  assert.deepEqual(published.toSorted(), written.toSorted());
}
