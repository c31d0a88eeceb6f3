import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  namesOf,
  queryOf,
  rowsOf,
  TIMEOUT,
  visit,
  waitForNames,
  waitForQuery,
  withBrowser,
} from "../support/debugger.mjs";
import { afternoon } from "../support/history.mjs";
import { lookAt, publishAll } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";
import { AsUser, SECRET, token } from "../support/tokens.mjs";

const chromium = withBrowser();
let server;

before(async () => {
  server = await startServer();
  await publishAll(server, afternoon(60));
});

const open = (address, options) => chromium.open(server, address, options);

/** Answers a document in the server's place, as often as `answer` returns something. */
async function answerFor(page, documentName, answer) {
  await page.route("**/graphql", async (route) => {
    const request = route.request().postDataJSON();
    const given = request?.operationName === documentName ? await answer(request) : undefined;
    await (given ? route.fulfill({ json: given }) : route.continue());
  });
}

const FAILURE = {
  errors: [
    {
      message: "the database can't be had now",
      extensions: { code: "INTERNAL_SERVER_ERROR", errorId: "e-4711", retryable: true },
    },
  ],
};

test("where nothing is found, each condition says what dropping it gives", TIMEOUT, async () => {
  const { page, problems } = await open("/?name=widget.created&source=billing&q=goal");
  const button = (name) => page.getByRole("button", { name });
  await page.getByRole("heading", { name: "No event meets all of this" }).waitFor();
  await button("Without Name: widget.created").getByText("30").waitFor();
  await button("Without the text “goal”").getByText("0").waitFor();
  await button("Without Source: billing").getByText("15").waitFor();
  await button("At any time").getByText("0").waitFor();
  await button("Without Source: billing").click();
  await waitForQuery(page, "?q=goal&name=widget.created");
  await waitForNames(page, ["widget.created", "widget.created"]);
  assert.deepEqual(problems, []);
});

test("where nothing happened of late, the list opens at the newest event", TIMEOUT, async () => {
  const old = await startServer();
  const lastWeek = Date.now() - 7 * 86_400_000;
  await publishAll(old, afternoon(30, lastWeek));
  const { page } = await chromium.open(old);
  await page.getByText("Nothing happened within this time").waitFor();
  await page.getByText("30 of 30 events").waitFor();
  assert.equal(await page.getByRole("slider").count(), 0);
  assert.equal(queryOf(page), "");
});

test("a list of thousands is left and come back to, row by row", TIMEOUT, async () => {
  const long = await startServer();
  const count = 2_600;
  const start = Date.now() - count * 1_000;
  const events = Array.from({ length: count }, (_, index) => ({
    eventName: `row.number_${index}`,
    payload: {},
    timestamp: start + index * 1_000,
  }));
  for (let from = 0; from < count; from += 500) {
    await publishAll(long, events.slice(from, from + 500));
  }
  const { page } = await chromium.open(long);
  await rowsOf(page).first().waitFor();
  const scrollUntil = async (name, by) => {
    const row = page.locator(".table-row", { hasText: new RegExp(`^.*${name}(?!\\d)`) });
    for (let step = 0; step < 400 && !(await row.first().isVisible()); step += 1) {
      await page.mouse.wheel(0, by);
      await page.waitForTimeout(15);
    }
    await row.first().waitFor();
  };
  await page.locator(".table-body").hover();
  await scrollUntil("number_0", 2_500);
  await page.locator(`.table-row[aria-rowindex="${count + 1}"]`, { hasText: "number_0" }).waitFor();
  await scrollUntil(`number_${count - 1}`, -2_500);
  await page.locator(`.table-row[aria-rowindex="2"]`, { hasText: `_${count - 1}` }).waitFor();
});

test(
  "what is in too many events to be counted says so where counts would be",
  TIMEOUT,
  async () => {
    const many = await startServer();
    const count = 10_001;
    const start = Date.now() - count;
    for (let from = 0; from < count; from += 500) {
      const length = Math.min(500, count - from);
      const events = Array.from({ length }, (_, index) => ({
        eventName: "token.used",
        payload: {},
        timestamp: start + from + index,
      }));
      await publishAll(many, events);
    }
    const { page } = await chromium.open(many, "/?q=token");
    await rowsOf(page).first().waitFor();
    const reason =
      "Not counted. The text is in more than 10,000 events, which are too many to be counted in " +
      "groups: look for more words, or within a shorter time.";
    const histogram = page.getByRole("region", { name: "Events over time" });
    await histogram.getByText(reason).waitFor();
    await page.getByRole("navigation", { name: "Views and facets" }).getByText(reason).waitFor();
    await page.getByText("Too many to count of 10,000+ events").waitFor();
    await lookAt(page, "events-uncounted");

    await page.getByRole("button", { name: "Views and facets" }).waitFor({ state: "hidden" });
    await visit(page, `/?q=token&to=${new Date(start + 99).toISOString()}`);
    await page.getByRole("region", { name: "Name", exact: true }).getByText("100").waitFor();
    await page.getByText("100 of 10,000+ events").waitFor();
  },
);

test("counts that fail are no empty counts, and can be tried again", TIMEOUT, async () => {
  const { page } = await open("/nowhere");
  let isBroken = true;
  await answerFor(page, "Facets", () => (isBroken ? FAILURE : undefined));
  await page.goto(server.origin);
  const side = page.getByRole("navigation", { name: "Views and facets" });
  await side.getByText("Not counted. The server failed: the database can't be had now").waitFor();
  isBroken = false;
  await side.getByRole("button", { name: "Try again" }).click();
  await side.getByRole("region", { name: "Name", exact: true }).waitFor();
  assert.equal(await side.getByText("Not counted").count(), 0);
});

test("a list that takes long is grey rows at first", TIMEOUT, async () => {
  const { page } = await open("/nowhere");
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  await answerFor(page, "EventsPage", async () => {
    await finished;
  });
  await page.goto(server.origin);
  await page.locator(".skeleton-row").first().waitFor();
  await page.getByRole("status", { name: "Loading events" }).waitFor();
  await lookAt(page, "loading");
  finish();
  await rowsOf(page).first().waitFor();
  assert.equal(await page.locator(".skeleton-row").count(), 0);
});

test("the old list stays, dimmed, while the next one is on its way", TIMEOUT, async () => {
  const { page } = await open("/");
  await rowsOf(page).first().waitFor();
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  await answerFor(page, "EventsPage", async () => {
    await finished;
  });
  await visit(page, "/?source=wizard");
  await page.locator(".table.is-dimmed").waitFor();
  assert.ok((await rowsOf(page).count()) > 10);
  finish();
  await page.locator(".table:not(.is-dimmed)").waitFor();
});

test("a failure tells its code and its id, and can be tried again", TIMEOUT, async () => {
  const { page } = await open("/nowhere");
  let isBroken = true;
  await answerFor(page, "EventsPage", () => (isBroken ? FAILURE : undefined));
  await page.goto(server.origin);
  const alert = page.getByRole("alert");
  await alert.getByRole("heading", { name: "The server failed" }).waitFor();
  await alert.getByText("INTERNAL_SERVER_ERROR").waitFor();
  await alert.getByText("e-4711").waitFor();
  await lookAt(page, "failure");
  isBroken = false;
  await alert.getByRole("button", { name: "Try again" }).click();
  await rowsOf(page).first().waitFor();
});

test("without a network a banner says so, and what is there stays", TIMEOUT, async () => {
  const { page } = await open("/");
  await rowsOf(page).first().waitFor();
  const names = await namesOf(page);
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  assert.deepEqual(await namesOf(page), names);
  await page.keyboard.press("j");
  await page.waitForFunction(() => location.search.startsWith("?sel="));
  await page.context().setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "detached" });
  await page
    .getByRole("complementary", { name: "Selected event" })
    .getByText("Goal", { exact: true })
    .waitFor();
});

test("a server that can't be reached is no empty list", TIMEOUT, async () => {
  const { page } = await open("/nowhere");
  let isCut = true;
  await page.route("**/graphql", (route) =>
    isCut ? route.abort("connectionrefused") : route.continue(),
  );
  await page.goto(server.origin);
  await page.getByRole("heading", { name: "The server can't be reached" }).waitFor();
  isCut = false;
  await page.getByRole("button", { name: "Try again" }).first().click();
  await rowsOf(page).first().waitFor();
});

test("of an id that several tenants have, one is chosen", TIMEOUT, async () => {
  const tenants = ["6f9619ff-8b86-4d01-b42d-00cf4fc964f1", "6f9619ff-8b86-4d01-b42d-00cf4fc964f2"];
  for (const tenantId of tenants) {
    const event = { id: "twice", eventName: `of.${tenantId.slice(-2)}`, payload: {}, tenantId };
    await publishAll(server, [event]);
  }
  const { page } = await open("/?sel=twice");
  const preview = page.getByRole("complementary", { name: "Selected event" });
  await preview.getByRole("heading", { name: "Several tenants have this id" }).waitFor();
  await preview.getByRole("button", { name: /of\.f1/ }).click();
  await waitForQuery(page, `?sel=twice@${tenants[0]}`);
  const workflow = await preview.getByRole("link", { name: "Open workflow" }).getAttribute("href");
  assert.equal(workflow, `/w/twice?tenant=${tenants[0]}`);
  await rowsOf(page).first().click();
  await waitForQuery(page, `?sel=twice@${tenants[1]}`);
});

async function signIn(page, text) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Token").fill(text);
  await dialog.getByRole("button", { name: "Sign in" }).click();
}

test(
  "a token is asked for, kept for the tab, and asked for again when it expires",
  TIMEOUT,
  async () => {
    const guarded = await startServer({ "auth.jwt_secret": SECRET, "auth.leeway_seconds": 0 });
    await publishAll(new AsUser(guarded.url), afternoon(10));
    const { page } = await chromium.open(guarded, "/?source=wizard");
    await page.getByRole("dialog", { name: "Sign in" }).waitFor();
    await signIn(page, "nonsense");
    await page.getByRole("dialog", { name: "Sign in again" }).getByRole("alert").waitFor();
    await signIn(page, `Bearer ${token(6)}`);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("5 of 10 events").waitFor();
    await page.locator(".live-status", { hasText: "Live" }).waitFor();
    await page.getByRole("button", { name: "My events" }).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("event-mesh:token")), null);
    assert.ok(await page.evaluate(() => sessionStorage.getItem("event-mesh:token")));

    await page.getByRole("dialog", { name: "Sign in again" }).waitFor({ timeout: 15_000 });
    assert.equal(queryOf(page), "?source=wizard");
    assert.ok((await rowsOf(page).count()) > 3);
    await signIn(page, token());
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(".live-status", { hasText: "Live" }).waitFor();
    await page.getByText("5 of 10 events").waitFor();
    await page.reload();
    await page.getByText("5 of 10 events").waitFor();
  },
);
