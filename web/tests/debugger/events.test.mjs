import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bothDatabases } from "../support/databases.mjs";
import {
  askWell,
  namesOf,
  queryOf,
  requestsFor,
  rowsOf,
  TIMEOUT,
  waitForNames,
  waitForQuery,
  withBrowser,
} from "../support/debugger.mjs";
import { afternoon } from "../support/history.mjs";
import { publishAll } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";

const COUNT = 420;
const events = afternoon(COUNT);
const chromium = withBrowser();
let server;

before(async () => {
  server = await startServer();
  await publishAll(server, events);
});

const onBoth = bothDatabases(
  () => server,
  (postgres) => publishAll(postgres, events),
);

const open = (address, options) => chromium.open(server, address, options);
const chip = (page, text) => page.locator(".filter-chip", { hasText: text });
const row = (page, index) => page.locator(`.table-row[aria-rowindex="${index + 2}"]`);

/** The names from the newest event on. */
const newest = (count, isWanted = () => true) =>
  events
    .filter(isWanted)
    .reverse()
    .slice(0, count)
    .map(({ eventName }) => eventName);

test(
  "the list shows the newest events, why they were done and what came of them",
  TIMEOUT,
  async () => {
    const { page, problems } = await open("/");
    await waitForNames(page, newest(6));
    const last = events[COUNT - 1];
    const text = await row(page, 0).textContent();
    assert.ok(text.includes(last.userIntent.goal), text);
    assert.ok(text.includes("It never did"), text);
    await row(page, 4).getByText("Outcome missing").waitFor();
    await page.getByText(`${COUNT} of ${COUNT} events`).waitFor();
    assert.deepEqual(problems, []);
  },
);

onBoth(
  "scrolling shows every event to the oldest, and draws only those in sight",
  TIMEOUT,
  async (server) => {
    const { page, problems } = await chromium.open(server, "/");
    const pages = requestsFor(page, "EventsPage");
    await rowsOf(page).first().waitFor();
    await page.locator(".table-body").hover();
    const oldest = row(page, COUNT - 1);
    while (!(await oldest.isVisible())) {
      await page.mouse.wheel(0, 3_000);
      await page.waitForTimeout(30);
    }
    assert.match(await oldest.textContent(), /Goal number 0/);
    assert.ok((await rowsOf(page).count()) < 60);
    assert.equal(await page.getByRole("grid").getAttribute("aria-rowcount"), String(COUNT + 1));
    const asked = pages.filter(({ after }) => after).map(({ after }) => after);
    assert.equal(new Set(asked).size, asked.length, "a page was asked twice");
    assert.equal(asked.length, 4);
    assert.deepEqual(problems, []);
  },
);

onBoth(
  "facets hold the list to what is chosen, and Back undoes each step",
  TIMEOUT,
  async (server) => {
    const { page } = await chromium.open(server, "/");
    const facet = (name, value) =>
      page.getByRole("region", { name, exact: true }).getByRole("button", { name: value });
    await facet("Name", "widget.created").click();
    await waitForQuery(page, "?name=widget.created");
    await waitForNames(
      page,
      newest(5, ({ eventName }) => eventName === "widget.created"),
    );
    await facet("Name", "automation.triggered").click();
    await waitForQuery(page, "?name=widget.created,automation.triggered");
    await chip(page, "widget.created or automation.triggered").waitFor();
    await facet("Outcome", "Not met").click();
    await waitForQuery(page, "?name=widget.created,automation.triggered&state=not");
    await waitForNames(
      page,
      newest(5, (_, index) => index % 4 === 1 && index % 6 === 5),
    );

    await page.goBack();
    await waitForNames(
      page,
      newest(5, ({ eventName }) => /widget|automation/.test(eventName)),
    );
    await page.goBack();
    await waitForNames(
      page,
      newest(5, ({ eventName }) => eventName === "widget.created"),
    );
    await page.goBack();
    await waitForNames(page, newest(5));
  },
);

onBoth("a facet counts without its own condition", TIMEOUT, async (server) => {
  const { page } = await chromium.open(server, "/?source=wizard");
  const sources = page.getByRole("region", { name: "Source", exact: true });
  await sources.getByRole("button", { name: "billing" }).getByText("210").waitFor();
  const names = page.getByRole("region", { name: "Name", exact: true });
  await names.getByRole("button", { name: "widget.created" }).waitFor();
  assert.equal(await names.getByRole("button", { name: "automation.triggered" }).count(), 0);
});

test(
  "Enter in the search box goes to the first event, and once more opens it",
  TIMEOUT,
  async () => {
    const { page } = await open("/");
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type('"number 77"');
    await page.getByText(`1 of ${COUNT} events`).waitFor();
    await page.keyboard.press("Enter");
    await waitForQuery(page, "?q=%22number%2077%22&sel=afternoon-77");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.origin}/w/afternoon-77`);
    await page.goBack();
    await page.getByText(`1 of ${COUNT} events`).waitFor();
    assert.equal(await page.getByRole("searchbox").inputValue(), '"number 77"');
  },
);

onBoth("what fits best comes first where that is asked for", TIMEOUT, async (server) => {
  const { page } = await chromium.open(server, "/?q=chart%20wizard");
  await rowsOf(page).first().waitFor();
  await page.getByRole("button", { name: "Columns and order" }).click();
  await page.getByRole("menuitemcheckbox", { name: "What fits best first" }).click();
  await waitForQuery(page, "?q=chart%20wizard&order=best");
  await page.getByRole("grid", { name: "Events, what fits best first" }).waitFor();
  const { events: found } = await askWell(
    server,
    `{ events(first: 4, filter: { text: "chart wizard" }, orderBy: { field: RELEVANCE }) {
        nodes { eventName } } }`,
  );
  await waitForNames(
    page,
    found.nodes.map(({ eventName }) => eventName),
  );
});

onBoth(
  "search narrows the list as one types, in one step of the history",
  TIMEOUT,
  async (server) => {
    const { page, problems } = await chromium.open(server, "/");
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("/");
    const before = await page.evaluate(() => history.length);
    await page.keyboard.type("goal numb");
    await page.keyboard.type("er 41");
    await waitForQuery(page, "?q=goal%20number%2041");
    await page.getByText(`11 of ${COUNT} events`).waitFor();
    assert.equal(await page.evaluate(() => history.length), before);
    assert.equal(await page.locator("mark").first().textContent(), "Goal");
    const facet = page.getByRole("region", { name: "Source", exact: true });
    await facet
      .getByRole("button", { name: /^wizard/ })
      .getByText("5", { exact: true })
      .waitFor();

    await page.getByRole("searchbox").fill("afternoon-17");
    await page.getByRole("link", { name: /This id is/ }).waitFor();
    assert.deepEqual(problems, []);
  },
);

test("what the server refuses stands at its field, and the old list stays", TIMEOUT, async () => {
  const { page } = await open("/");
  await rowsOf(page).first().waitFor();
  await page.getByRole("searchbox").fill("-gone");
  await page.getByRole("alert").getByText("The text must hold a word that is looked for").waitFor();
  assert.equal(await page.getByRole("searchbox").getAttribute("aria-invalid"), "true");
  assert.ok((await rowsOf(page).count()) > 5);
  await page.goto(`${server.origin}/?user=nobody`);
  await page.locator(".filter-chip.refused", { hasText: "nobody" }).waitFor();
  await page.getByRole("alert").getByText("The user must be a UUID").waitFor();
  const views = page.getByRole("region", { name: "Views" });
  await views
    .getByRole("button", { name: /^All events/ })
    .getByText(String(COUNT))
    .waitFor();
});

test("what makes no sense in an address is shown, and can be removed", TIMEOUT, async () => {
  const { page } = await open("/?from=yesterday&state=met&keep=1");
  await chip(page, "from=yesterday").getByRole("button").click();
  await waitForQuery(page, "?state=met&keep=1");
});

onBoth(
  "dragging over the histogram chooses a time, and arrow keys move its ends",
  TIMEOUT,
  async (server) => {
    const { page } = await chromium.open(server, "/");
    await page.locator(".column").nth(60).waitFor();
    const box = await page.locator(".bars").boundingBox();
    const x = (share) => box.x + box.width * share;
    await page.mouse.move(x(0.6), box.y + 40);
    await page.mouse.down();
    await page.mouse.move(x(0.7), box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => /^\?from=\d{4}.*Z&to=.*Z$/.test(location.search));
    await chip(page, "Happened").waitFor();
    const count = page.locator(".filter-count");
    await page.waitForFunction(
      (all) => !document.querySelector(".filter-count").textContent.startsWith(all),
      String(COUNT),
    );
    const first = await count.textContent();
    const start = page.getByRole("slider", { name: "From" });
    await start.press("ArrowLeft");
    await page.waitForFunction(
      (old) => document.querySelector(".filter-count").textContent !== old,
      first,
    );
    assert.equal(await start.getAttribute("aria-valuemin"), "0");
    await chip(page, "Happened")
      .getByRole("button", { name: /^Remove/ })
      .click();
    await waitForQuery(page, "");
  },
);

test("the span of time is in the address, and its end can be far back", TIMEOUT, async () => {
  const { page } = await open("/");
  await page.getByRole("button", { name: "Last 24 hours" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Last hour" }).click();
  await waitForQuery(page, "?span=1h");
  await page.getByText("29 of 29 events").or(page.getByText("30 of 30 events")).waitFor();
});

test("the preview tells where an event stands, and what led to what", TIMEOUT, async () => {
  const { page, problems } = await open("/?sel=afternoon-411");
  const preview = page.getByRole("complementary", { name: "Selected event" });
  await preview.getByText("step 2 of 2").waitFor();
  await preview.getByText("Goal number 411", { exact: true }).waitFor();
  await preview.getByText("It shows within a minute").waitFor();
  await preview.getByText("It did", { exact: true }).waitFor();
  assert.equal(await row(page, 8).getAttribute("aria-selected"), "true");
  await preview.getByRole("button", { name: /2 min before/ }).click();
  await waitForQuery(page, "?sel=afternoon-410");
  await preview.getByText("step 1 of 2").waitFor();
  assert.deepEqual(problems, []);
});

test("an event that isn't there says so", TIMEOUT, async () => {
  const { page } = await open("/?sel=nothing-of-this-name");
  await page.getByText("There is no such event").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await waitForQuery(page, "");
});

test("keys select, open, hide and go back", TIMEOUT, async () => {
  const { page, problems } = await open("/");
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("j");
  await waitForQuery(page, `?sel=afternoon-${COUNT - 1}`);
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await waitForQuery(page, `?sel=afternoon-${COUNT - 3}`);
  await page.keyboard.press("k");
  await waitForQuery(page, `?sel=afternoon-${COUNT - 2}`);
  const preview = page.getByRole("complementary", { name: "Selected event" });
  await preview.getByText(`Goal number ${COUNT - 2}`, { exact: true }).waitFor();
  await page.keyboard.press("o");
  await preview.waitFor({ state: "hidden" });
  await page.keyboard.press("o");
  await preview.waitFor();
  await page.keyboard.press("Escape");
  await waitForQuery(page, "");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.origin}/w/afternoon-${COUNT - 1}`);
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await page.waitForURL(`${server.origin}/`);
  assert.deepEqual(problems, []);
});

test("single keys do nothing where they are switched off", TIMEOUT, async () => {
  const { page } = await open("/");
  await page.evaluate(() => localStorage.setItem("event-mesh:single-keys", "false"));
  await page.reload();
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("j");
  await page.waitForTimeout(100);
  assert.equal(queryOf(page), "");
});

test("columns and rows are chosen, and are in the address", TIMEOUT, async () => {
  const { page } = await open("/");
  const menu = page.getByRole("button", { name: "Columns and order" });
  await menu.click();
  await page.getByRole("menuitemcheckbox", { name: "Expected" }).click();
  await page.getByRole("columnheader", { name: "Expected" }).waitFor();
  await page.getByRole("menuitemcheckbox", { name: "Links" }).click();
  await page.getByRole("columnheader", { name: "Links" }).waitFor({ state: "detached" });
  await waitForQuery(page, "?cols=time,why,outcome,expected");
  await page.getByRole("menuitemcheckbox", { name: "Dense rows" }).click();
  await page.waitForFunction(
    () => document.querySelector(".table-row").getBoundingClientRect().height === 32,
  );
  await page.getByRole("menuitemcheckbox", { name: "Oldest first" }).click();
  await waitForNames(
    page,
    events.slice(0, 4).map(({ eventName }) => eventName),
  );
});

onBoth("views count in one request, and can be saved and removed", TIMEOUT, async (server) => {
  const { page } = await chromium.open(server, "/?source=billing");
  const counts = requestsFor(page, "Counts");
  const views = page.getByRole("region", { name: "Views" });
  await views
    .getByRole("button", { name: /^Not met/ })
    .getByText("70")
    .waitFor();
  await page.getByRole("button", { name: "Save this view" }).click();
  await page.getByLabel("Name of this view").fill("Billing's");
  await page.getByRole("button", { name: "Save view" }).click();
  const own = views.getByRole("button", { name: /^Billing's/ });
  await own.getByText("210").waitFor();
  assert.equal(await own.getAttribute("aria-current"), "true");
  assert.equal(counts.at(-1).filters.length, 8);
  await views.getByRole("button", { name: /^Not met/ }).click();
  await waitForQuery(page, "?state=not");
  await page.reload();
  await own.click();
  await waitForQuery(page, "?source=billing");
  await page.getByRole("button", { name: "Remove the view Billing's" }).click();
  await own.waitFor({ state: "detached" });
});

test("the link that is copied has fixed times", TIMEOUT, async () => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  const { page } = await open("/?from=-2h", context);
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("c");
  await page.getByText("Link copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const { origin, search } = new URL(copied);
  assert.equal(origin, server.origin);
  assert.match(search, /^\?span=\d{4}-[^&]*Z\.\.\d{4}-[^&]*Z&from=\d{4}-[^&]*Z$/);
});

onBoth(
  "an address in full comes back as it was, and shows what it says",
  TIMEOUT,
  async (server) => {
    const query =
      "?q=goal&name=widget.created,automation.triggered&source=-ui&state=pending,told,met" +
      "&path=number:gte:3&span=7d&from=-24h&order=oldest&cols=time,outcome&rows=dense&sel=afternoon-8";
    const { page, problems } = await chromium.open(server, `/${query}`);
    const wanted = events.filter(
      ({ eventName }, index) =>
        /widget|automation/.test(eventName) && [1, 2, 3].includes(index % 6) && index >= 3,
    );
    await page.getByText(`${wanted.length} of ${COUNT} events`).waitFor();
    await waitForNames(
      page,
      wanted.slice(0, 5).map(({ eventName }) => eventName),
    );
    assert.equal(queryOf(page), query);
    assert.equal(await page.getByRole("searchbox").inputValue(), "goal");
    assert.deepEqual(problems, []);
  },
);

test("behind a proxy's path, links and requests stay under it", TIMEOUT, async () => {
  const { startUnder } = await import("../support/prefix.mjs");
  const origin = await startUnder("/mesh", server.origin);
  const { page, problems } = await chromium.open({ origin }, "/mesh/?source=wizard");
  await waitForNames(
    page,
    newest(3, ({ source }) => source === "wizard"),
  );
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await page.keyboard.press("j");
  await page.waitForFunction(() => location.search.includes("sel="));
  assert.equal(new URL(page.url()).pathname, "/mesh/");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.pathname.startsWith("/mesh/w/"));
  assert.deepEqual(problems, []);
});

onBoth("hostile texts stay texts", TIMEOUT, async (server) => {
  const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>'"&amp;`;
  await publishAll(server, [
    {
      id: "hostile",
      eventName: hostile,
      source: hostile,
      timestamp: Date.now() - 30 * 24 * 3_600_000,
      payload: { [hostile]: hostile },
      userIntent: {
        goal: hostile,
        problemSolved: hostile,
        painPoint: hostile,
        expectedOutcome: hostile,
      },
      context: { category: hostile, outcome: hostile, decision: hostile, impactMetric: hostile },
    },
  ]);
  const { page, problems } = await chromium.open(
    server,
    "/?span=all&q=alert&sel=hostile&cols=time,why,outcome,category,expected",
  );
  const preview = page.getByRole("complementary", { name: "Selected event" });
  await preview.getByText(hostile).first().waitFor();
  await waitForNames(page, [hostile]);
  assert.deepEqual(await namesOf(page), [hostile]);
  assert.equal(await page.locator("#root img, #root script").count(), 0);
  const { event } = await askWell(server, `{ event(id: "hostile") { eventName } }`);
  assert.equal(event.eventName, hostile);
  assert.deepEqual(problems, []);
});
