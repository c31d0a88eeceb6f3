import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

/** Follows the log behind a cursor. */
export const FOLLOW_BEHIND = `subscription Follow($after: Cursor) {
  eventStream(after: $after) {
    __typename
    cursor
    ... on EventPublished { event { id } }
    ... on OutcomeUpdated { event { id } }
  }
}`;

/** What a follower was told, in the order in which it was told. */
export class Told {
  entries = [];
  #waiting = new Map();

  /** Takes a message of the stream. */
  tell = (message) => {
    if (message.__typename !== "CaughtUp") {
      this.entries.push(message);
      this.#waiting.get(message.cursor)?.();
    }
  };

  /** Waits for the entry with this cursor. */
  async until(cursor) {
    if (!this.entries.some((entry) => entry.cursor === cursor)) {
      await new Promise((resolve) => this.#waiting.set(cursor, resolve));
    }
  }
}

/** What stands in the log behind a cursor, its last entry's cursor, and where it has its end. */
export async function readLog(server, after) {
  const client = createClient({ url: server.socketUrl, webSocketImpl: WebSocket });
  const told = new Told();
  for await (const answer of client.iterate({ query: FOLLOW_BEHIND, variables: { after } })) {
    const message = answer.data.eventStream;
    if (message.__typename === "CaughtUp") {
      const { entries } = told;
      return { entries, last: entries.at(-1)?.cursor, end: message.cursor };
    }
    told.tell(message);
  }
  throw new Error("the stream ended before it caught up");
}

/** Where an empty log begins: who asks behind this is told of everything. */
export const beginningOf = async (server) => (await readLog(server)).end;

const nameOf = ({ __typename, cursor, event }) => `${__typename} ${event.id} ${cursor}`;

/** That the follower was told of everything in the log, in its order, and of nothing twice. */
export function assertToldAll(entries, log) {
  assert.deepEqual(entries.map(nameOf), log.entries.map(nameOf));
}

/** Tries until the server is there. */
async function insist(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      // What fetch throws where it gets no answer.
      if (!(error instanceof TypeError)) {
        throw error;
      }
      await delay(20);
    }
  }
}

/** Publishes events and reports their outcomes, while the server comes and goes. */
export class Publisher {
  #server;
  #isStopped = false;
  #running;
  /** What the server has confirmed. */
  published = [];

  constructor(server) {
    this.#server = server;
    this.#running = this.#run();
  }

  async #run() {
    while (!this.#isStopped) {
      const first = this.published.length;
      const ids = Array.from({ length: 1 + Math.random() * 4 }, (_, index) => `e${first + index}`);
      await Promise.all(
        ids.map((id) => insist(() => this.#server.publish("widget.created", [], id))),
      );
      this.published.push(...ids);
      await insist(() => this.#server.updateOutcome(ids[0], "Failures show"));
      await delay(Math.random() * 40);
    }
  }

  /** Stops, and returns what was confirmed. */
  async stop() {
    this.#isStopped = true;
    await this.#running;
    return this.published;
  }
}

/** What stands in the log once the publisher has stopped: at least what was confirmed. */
export async function stopAndReadLog(publisher, server, beginning) {
  const published = await publisher.stop();
  const log = await readLog(server, beginning);
  const stored = new Set(log.entries.map((entry) => entry.event.id));
  const lost = published.filter((id) => !stored.has(id));
  assert.deepEqual(lost, []);
  return log;
}
