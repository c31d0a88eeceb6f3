import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { ELSEWHERE, launchBrowser } from "./support/browser.mjs";
import { FOLLOW, startServer, toldEvent } from "./support/server.mjs";
import { SUBPROTOCOL } from "./support/socket.mjs";

const TIMEOUT = { timeout: 30_000 };
const VIEWER = "{ viewer { role } }";
const ANONYMOUS = { data: { viewer: { role: "ANONYMOUS" } } };

let browser;
let visitor;
let pages;
let development;
let production;
/** Pages of this machine but of another port, of a machine elsewhere, and of one that is listed. */
const origins = {};

before(async () => {
  pages = createServer((_, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Page</title>");
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  const { port } = pages.address();
  origins.local = `http://127.0.0.1:${port}`;
  origins.foreign = `http://${ELSEWHERE}:${port}`;
  origins.listed = `http://listed.${ELSEWHERE}:${port}`;
  [browser, development, production] = await Promise.all([
    launchBrowser(),
    startServer(),
    startServer({ "server.mode": "production", "server.cors_origins": origins.listed }),
  ]);
  visitor = await browser.newContext();
});

after(async () => {
  await browser?.close();
  pages?.close();
});

/** Opens a page, runs `work` with it, and closes it. */
async function onPage(url, work) {
  const page = await visitor.newPage();
  try {
    await page.goto(url);
    return await work(page);
  } finally {
    await page.close();
  }
}

/** A page of the server itself. */
const ownPage = (server) => `${server.origin}/health/live`;

const addressOf = (server, query) => `${server.url}?${new URLSearchParams({ query })}`;

/** What a page's EventSource tells, until there have been so many events or the last. */
const tellEvents = (page, address, count = Infinity) =>
  page.evaluate(
    ([url, wanted]) =>
      new Promise((resolve, reject) => {
        const told = [];
        const source = new EventSource(url);
        const hear = ({ type, data }) => {
          told.push({ type, data: data && JSON.parse(data) });
          if (type === "complete" || told.length >= wanted) {
            source.close();
            resolve(told);
          }
        };
        source.addEventListener("next", hear);
        source.addEventListener("complete", hear);
        source.addEventListener("error", () => {
          if (source.readyState === EventSource.CLOSED) {
            reject(new Error("the page may not ask"));
          }
        });
      }),
    [address, count],
  );

/** What a page's fetch gets. */
const ask = (page, server, query) =>
  page.evaluate(
    async ([url, body]) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body });
      return { requestId: response.headers.get("x-request-id"), answer: await response.json() };
    },
    [server.url, JSON.stringify({ query })],
  );

/** What a page's socket is greeted with: a message, or the code that it is closed with. */
const greet = (page, server) =>
  page.evaluate(
    ([url, subprotocol]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, subprotocol);
        socket.onopen = () => socket.send('{"type":"connection_init"}');
        socket.onmessage = ({ data }) => {
          socket.close();
          resolve(JSON.parse(data).type);
        };
        socket.onclose = ({ code }) => resolve(code);
      }),
    [server.socketUrl, SUBPROTOCOL],
  );

test("EventSource is told of what it subscribed to", TIMEOUT, async () => {
  await onPage(ownPage(development), async (page) => {
    const told = tellEvents(page, addressOf(development, FOLLOW), 2);
    const [caughtUp, published] = await development.publishUntil(told);
    assert.equal(caughtUp.data.data.eventStream.__typename, "CaughtUp");
    assert.equal(published.type, "next");
    assert.equal(toldEvent(published.data).eventName, "follower.awaited");
  });
});

test("EventSource is told the answer to a query, and that it was all", TIMEOUT, async () => {
  await onPage(ownPage(development), async (page) => {
    const told = await tellEvents(page, addressOf(development, VIEWER));
    assert.deepEqual(told, [
      { type: "next", data: ANONYMOUS },
      { type: "complete", data: "" },
    ]);
  });
});

test("EventSource is told why a document is refused", TIMEOUT, async () => {
  await onPage(ownPage(development), async (page) => {
    const [next, complete] = await tellEvents(page, addressOf(development, "{ nothing }"));
    assert.equal(next.data.errors[0].extensions.code, "GRAPHQL_VALIDATION_FAILED");
    assert.equal(complete.type, "complete");
  });
});

test("a page reads events with fetch as they come", TIMEOUT, async () => {
  await onPage(ownPage(development), async (page) => {
    const told = page.evaluate(
      async ([url, body]) => {
        const headers = { accept: "text/event-stream", "content-type": "application/json" };
        const response = await fetch(url, { method: "POST", headers, body });
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        while (!/^data: .*EventPublished.*\n\n/m.test(text)) {
          text += (await reader.read()).value;
        }
        await reader.cancel();
        return /^data: (.*EventPublished.*)$/m.exec(text)[1];
      },
      [development.url, JSON.stringify({ query: FOLLOW })],
    );
    const answer = JSON.parse(await development.publishUntil(told));
    assert.equal(toldEvent(answer).eventName, "follower.awaited");
  });
});

for (const [mode, whose, may] of [
  ["development", "local", true],
  ["development", "foreign", false],
  ["production", "listed", true],
  ["production", "local", false],
  ["production", "foreign", false],
]) {
  test(
    `in ${mode}, a page of a ${whose} origin ${may ? "may" : "may not"} ask`,
    TIMEOUT,
    async () => {
      const server = mode === "development" ? development : production;
      await onPage(origins[whose], async (page) => {
        const asked = ask(page, server, VIEWER);
        const told = tellEvents(page, addressOf(server, VIEWER));
        const greeting = greet(page, server);
        if (may) {
          const { requestId, answer } = await asked;
          assert.deepEqual(answer, ANONYMOUS);
          assert.ok(requestId, "the page can't see the request's id");
          assert.deepEqual((await told)[0], { type: "next", data: ANONYMOUS });
          assert.equal(await greeting, "connection_ack");
        } else {
          await Promise.all([
            assert.rejects(asked, /Failed to fetch/),
            assert.rejects(told, /the page may not ask/),
          ]);
          assert.equal(await greeting, 4403);
        }
      });
    },
  );
}

test("in production, a page of the server's own origin may open a socket", TIMEOUT, async () => {
  await onPage(ownPage(production), async (page) => {
    assert.equal(await greet(page, production), "connection_ack");
  });
});

for (const contentType of ["text/plain", "application/x-www-form-urlencoded"]) {
  test(`a foreign page can't smuggle a mutation in as ${contentType}`, TIMEOUT, async () => {
    const query = `mutation { publish(input: { eventName: "smuggled", payload: {} }) { created } }`;
    await onPage(origins.foreign, (page) =>
      page.evaluate(
        async ([url, type, body]) => {
          const headers = { "content-type": type };
          await fetch(url, { method: "POST", mode: "no-cors", headers, body });
        },
        [development.url, contentType, JSON.stringify({ query })],
      ),
    );
    const found = await development.ask({ query: "{ events { nodes { eventName } } }" });
    const names = found.data.events.nodes.map((event) => event.eventName);
    assert.ok(!names.includes("smuggled"), names.join());
  });
}

test("a socket that a page closes is closed cleanly", TIMEOUT, async () => {
  await onPage(ownPage(development), async (page) => {
    const closed = await page.evaluate(
      ([url, subprotocol, subscribe]) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url, subprotocol);
          socket.onopen = () => socket.send('{"type":"connection_init"}');
          socket.onmessage = () => {
            socket.send(subscribe);
            socket.close(1000);
          };
          socket.onclose = ({ code, wasClean }) => resolve({ code, wasClean });
        }),
      [
        development.socketUrl,
        SUBPROTOCOL,
        JSON.stringify({ type: "subscribe", id: "1", payload: { query: FOLLOW } }),
      ],
    );
    assert.deepEqual(closed, { code: 1000, wasClean: true });
  });
});
