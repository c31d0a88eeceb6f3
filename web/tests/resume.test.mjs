import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { launchBrowser } from "./support/browser.mjs";
import {
  assertToldAll,
  beginningOf,
  FOLLOW_BEHIND,
  Publisher,
  readLog,
  stopAndReadLog,
  Told,
} from "./support/log.mjs";
import { startProxy } from "./support/proxy.mjs";
import { newDatabase, startServer } from "./support/server.mjs";

const TIMEOUT = { timeout: 120_000 };
const BREAKS = 20;

let browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

/** Follows over WebSockets, and asks again behind the last cursor whenever one is cut off. */
async function follow(client, cursor, told, { signal }) {
  let after = cursor;
  while (!signal.aborted) {
    try {
      for await (const answer of client.iterate({ query: FOLLOW_BEHIND, variables: { after } })) {
        after = answer.data.eventStream.cursor;
        told.tell(answer.data.eventStream);
      }
    } catch {
      await delay(Math.random() * 50);
    }
  }
}

test("a WebSocket that is cut off 20 times misses nothing", TIMEOUT, async () => {
  const server = await startServer();
  const beginning = await beginningOf(server);
  const proxy = await startProxy(server, BREAKS);
  const url = proxy.socketUrl;
  // Its own attempts would ask behind the first cursor again.
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
  const told = new Told();
  const publisher = new Publisher(server);
  const end = new AbortController();
  const following = follow(client, beginning, told, end);

  await proxy.broken;
  const log = await stopAndReadLog(publisher, server, beginning);
  await told.until(log.last);
  assertToldAll(told.entries, log);

  end.abort();
  await server.stop();
  await following;
});

/** Opens so many EventSources on a page, and returns what they are told. */
async function openSources(page, url, after, count) {
  const address = `${url}?${new URLSearchParams({
    query: FOLLOW_BEHIND,
    variables: JSON.stringify({ after }),
  })}`;
  await page.evaluate(
    ([address, count]) => {
      window.followers = Array.from({ length: count }, () => {
        const entries = [];
        new EventSource(address).addEventListener("next", ({ data }) => {
          const message = JSON.parse(data).data.eventStream;
          if (message.__typename !== "CaughtUp") {
            entries.push(message);
          }
        });
        return entries;
      });
    },
    [address, count],
  );
  return {
    /** What each was told, once all of them were told of the entry with this cursor. */
    async until(cursor) {
      await page.waitForFunction(
        (cursor) => window.followers.every((entries) => entries.some((e) => e.cursor === cursor)),
        cursor,
        { timeout: 0 },
      );
      return page.evaluate(() => window.followers);
    },
  };
}

// Chromium waits 3 seconds before it comes back: five share the breaks, so that it takes no minute.
test("EventSources that are cut off 20 times miss nothing", TIMEOUT, async () => {
  const server = await startServer();
  const elsewhere = await startServer();
  const beginning = await beginningOf(server);
  const proxy = await startProxy(server, BREAKS);
  const page = await browser.newPage();
  await page.goto(`${elsewhere.origin}/health/live`);
  const publisher = new Publisher(server);
  const sources = await openSources(page, proxy.url, beginning, 5);

  await proxy.broken;
  const log = await stopAndReadLog(publisher, server, beginning);
  for (const entries of await sources.until(log.last)) {
    assertToldAll(entries, log);
  }
});

test("an EventSource misses nothing when its server is killed", TIMEOUT, async () => {
  const server = await startServer({ "database.url": await newDatabase() });
  const beginning = await beginningOf(server);
  const page = await browser.newPage();
  await page.goto(`${server.origin}/health/live`);
  const publisher = new Publisher(server);
  const sources = await openSources(page, server.url, beginning, 1);

  for (let kills = 0; kills < 3; kills += 1) {
    await server.publish("follower.awaited");
    await sources.until((await readLog(server, beginning)).last);
    await server.stop("SIGKILL");
    await server.start();
  }
  const log = await stopAndReadLog(publisher, server, beginning);
  const [entries] = await sources.until(log.last);
  assertToldAll(entries, log);
});
