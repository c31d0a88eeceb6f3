import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { bothDatabases } from "../support/databases.mjs";
import {
  namesOf,
  queryOf,
  rowsOf,
  TIMEOUT,
  tellOutcome,
  waitForNames,
  waitForQuery,
  withBrowser,
} from "../support/debugger.mjs";
import { afternoon } from "../support/history.mjs";
import { lookAt, publishAll } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";

const chromium = withBrowser();
let server;
let number = 0;

beforeEach(async () => {
  server ??= await startServer();
  number += 1;
  await publishAll(server, [{ id: `before-${number}`, eventName: "before.test", payload: {} }]);
});

const onBoth = bothDatabases(
  () => server,
  (postgres) => publishAll(postgres, [{ eventName: "before.test", payload: {} }]),
);

/** Opens the list, and returns once it is told of news. */
async function follow(address = "/", on = server) {
  const opened = await chromium.open(on, address);
  await opened.page.locator(".live-status", { hasText: "Live" }).waitFor();
  return opened;
}

const publish = (...names) => publishTo(server, names);

const publishTo = (on, names) =>
  publishAll(
    on,
    names.map((eventName, index) => ({ eventName, payload: {}, timestamp: Date.now() + index })),
  );

onBoth("new events slide in at the top of a list that nobody touches", TIMEOUT, async (server) => {
  const { page, problems } = await follow("/", server);
  await waitForNames(page, ["before.test"]);
  await publishTo(server, ["one.stored", "two.stored"]);
  await waitForNames(page, ["two.stored", "one.stored", "before.test"]);
  assert.equal(await page.locator(".table-row.fresh").count(), 2);
  assert.deepEqual(problems, []);
});

test("new events wait while a row is selected, and n shows them", TIMEOUT, async () => {
  const { page } = await follow();
  await rowsOf(page).first().click();
  await page.waitForFunction(() => location.search.startsWith("?sel="));
  const before = await namesOf(page);
  await publish("three.waited", "four.waited", "five.waited");
  await page.getByRole("button", { name: "3 new events" }).waitFor();
  assert.deepEqual(await namesOf(page), before);
  await page.keyboard.press("n");
  await waitForNames(page, ["five.waited", "four.waited", "three.waited"]);
  assert.equal(await page.getByRole("button", { name: /new event/ }).count(), 0);
});

test("new events wait while the list is scrolled", TIMEOUT, async () => {
  await publishAll(server, afternoon(80));
  const { page } = await follow();
  await rowsOf(page).first().waitFor();
  await page.locator(".table-body").hover();
  await page.mouse.wheel(0, 600);
  await page.waitForFunction(() => document.querySelector(".table-body").scrollTop > 100);
  await publish("six.waited");
  await page.getByRole("button", { name: "1 new event" }).click();
  await waitForNames(page, ["six.waited"]);
  assert.equal(await page.locator(".table-body").evaluate((body) => body.scrollTop), 0);
});

test("a paused list stays as it is, until it goes on", TIMEOUT, async () => {
  const { page } = await follow();
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("Space");
  await page.locator(".live-status", { hasText: "Paused" }).waitFor();
  await publish("seven.waited");
  await page.getByRole("button", { name: "1 event waits" }).waitFor();
  assert.notEqual((await namesOf(page))[0], "seven.waited");
  await page.keyboard.press("Space");
  await page.keyboard.press("n");
  await waitForNames(page, ["seven.waited"]);
});

onBoth("a list is told only of what its conditions let through", TIMEOUT, async (server) => {
  const { page } = await follow("/?name=wanted.*", server);
  await publishTo(server, ["unwanted.event", "wanted.event"]);
  await waitForNames(page, ["wanted.event"]);
  assert.deepEqual(await namesOf(page), ["wanted.event"]);
  await page.getByText(/^1 of/).waitFor();
});

onBoth(
  "an event whose outcome is told leaves the list of missing ones",
  TIMEOUT,
  async (server) => {
    const userIntent = { expectedOutcome: "It ends" };
    await publishAll(server, [
      { id: "ends", eventName: "it.ends", payload: {}, userIntent },
      { id: "lasts", eventName: "it.lasts", payload: {}, userIntent },
    ]);
    const missing = await follow("/?state=pending&name=it.*", server);
    const all = await follow("/?name=it.*", server);
    await waitForNames(missing.page, ["it.lasts", "it.ends"]);
    await waitForNames(all.page, ["it.lasts", "it.ends"]);
    await tellOutcome(server, "ends", { outcome: "It ended early", verdict: "NOT_MET" });
    await missing.page.waitForFunction(() => document.querySelectorAll(".table-row").length === 1);
    assert.deepEqual(await namesOf(missing.page), ["it.lasts"]);
    await all.page.getByText("It ended early").waitFor();
    await all.page.locator(".table-row").getByRole("img", { name: "Not met" }).waitFor();
  },
);

onBoth("after a cut connection the list goes on without a gap", TIMEOUT, async (_, newDatabase) => {
  const own = await startServer({ "database.url": await newDatabase() });
  await publishAll(own, [{ eventName: "cut.before", payload: {} }]);
  const { page } = await follow("/", own);
  await waitForNames(page, ["cut.before"]);
  await own.stop("SIGKILL");
  await page.locator(".live-status", { hasText: "Reconnecting" }).waitFor();
  assert.deepEqual(await namesOf(page), ["cut.before"]);
  await lookAt(page, "stream-broken");
  await own.start();
  const missed = Array.from({ length: 30 }, (_, index) => ({
    eventName: `cut.missed_${index}`,
    payload: {},
    timestamp: Date.now() + index,
  }));
  await publishAll(own, missed);
  await waitForNames(page, ["cut.missed_29", "cut.missed_28"]);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await page.getByText("31 of 31 events").waitFor();
  assert.equal(await page.getByRole("grid").getAttribute("aria-rowcount"), "32");
});

test("a cursor that has expired reloads what was missed", TIMEOUT, async () => {
  const { page } = await chromium.open(server, "/nowhere");
  await page.routeWebSocket(/graphql$/, (socket) => {
    const onward = socket.connectToServer();
    const streams = [];
    socket.onMessage((message) => {
      const { id, type, payload } = JSON.parse(message);
      if (type === "subscribe" && payload.variables.after) {
        streams.push("resumed");
        const extensions = { code: "CURSOR_EXPIRED" };
        socket.send(
          JSON.stringify({ id, type: "error", payload: [{ message: "Too old", extensions }] }),
        );
      } else {
        onward.send(message);
      }
    });
    page.cutSocket = () => socket.close({ code: 1001 });
  });
  await page.goto(`${server.origin}/`);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await rowsOf(page).first().waitFor();
  page.cutSocket();
  await publish("expired.missed");
  await waitForNames(page, ["expired.missed"]);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
});

test("an empty history waits for its first event, and opens it", TIMEOUT, async () => {
  const own = await startServer();
  const { page, problems } = await follow("/", own);
  await page.getByRole("heading", { name: "Nothing has happened yet" }).waitFor();
  const code = await page.getByRole("tabpanel").textContent();
  assert.ok(code.includes(`curl -s ${own.url} `), code);
  await page.getByRole("tab", { name: "TypeScript" }).click();
  await page.getByText("await fetch(").waitFor();
  await publishAll(own, [{ id: "the-first", eventName: "first.event", payload: {} }]);
  await waitForNames(page, ["first.event"]);
  await waitForQuery(page, "?span=all&sel=the-first");
  await page.getByRole("complementary", { name: "Selected event" }).waitFor();
  assert.deepEqual(problems, []);
});

test("the curl command of the empty page publishes the first event", TIMEOUT, async () => {
  const { execFile } = await import("node:child_process");
  const own = await startServer();
  const { page } = await follow("/", own);
  const command = await page.getByRole("tabpanel").textContent();
  const answer = await new Promise((resolve, reject) => {
    execFile("bash", ["-c", command], (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  assert.deepEqual(JSON.parse(answer), { data: { publish: { created: true } } });
  await waitForNames(page, ["widget.created"]);
});

test("a sample history is stored by a button", TIMEOUT, async () => {
  const own = await startServer();
  const { page } = await follow("/", own);
  await page.getByRole("button", { name: "Store a sample history" }).click();
  await page.getByRole("grid").waitFor();
  await page.getByText(/of \d\d+ events/).waitFor();
  assert.equal(queryOf(page), "?span=all");
  assert.equal(await page.getByRole("button", { name: /new event/ }).count(), 0);
});
