import assert from "node:assert/strict";
import { before, test } from "node:test";
import { rowsOf, TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { lookAt, publishAll, storeSample } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";
import { SECRET } from "../support/tokens.mjs";

const chromium = withBrowser();
let server;
let sample;

before(async () => {
  server = await startServer();
  sample = await storeSample(server.origin);
});

const open = (address, options) => chromium.open(server, address, options);

/** Opens the menu with this name. */
const openMenu = (page, name) => page.getByRole("button", { name }).click();

/** Each screen and state of the list: its address, and what has to be there. */
const SCREENS = {
  events: ["/?span=7d&from=-3d&category=-internal&sel=SAMPLEreminders-skipped", /step \d+ of/],
  "events-search": ["/?span=all&q=token", /of \d+ events/],
  "events-dense": ["/?span=all&rows=dense&cols=time,why,outcome,links,expected", /of \d+ events/],
  "events-nothing": ["/?span=all&name=invoice.sent&source=on_call", /Drop one of the conditions/],
  "events-refused": ["/?user=nobody&from=yesterday", /must be a UUID/],
  "events-gone": ["/?sel=no-such-event", /Selected event|no such event/],
};

for (const [name, [address, words]] of Object.entries(SCREENS)) {
  test(`the screen ${name} keeps nobody out`, TIMEOUT, async () => {
    const { page, problems } = await open(address.replace("SAMPLE", sample));
    await page.getByText(words).first().waitFor({ state: "attached" });
    await page.locator(".live-status", { hasText: "Live" }).waitFor();
    await lookAt(page, name);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes("status 400")),
      [],
    );
  });
}

test("the screen of an empty history keeps nobody out", TIMEOUT, async () => {
  const empty = await startServer();
  const { page } = await chromium.open(empty);
  await page.getByRole("heading", { name: "Nothing has happened yet" }).waitFor();
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await lookAt(page, "empty");
});

test("menus, forms and dialogs keep nobody out", TIMEOUT, async () => {
  const { page } = await open("/?span=all");
  await rowsOf(page).first().waitFor();
  await openMenu(page, "Columns and order");
  await page.getByRole("menu").waitFor();
  await lookAt(page, "menu-columns", { sizes: ["desktop"] });
  await page.keyboard.press("Escape");
  await openMenu(page, "Filter");
  await page.getByRole("dialog", { name: "Add a filter" }).waitFor();
  await page.getByLabel("Condition on").selectOption("Payload");
  await lookAt(page, "form-filter", { sizes: ["desktop"] });
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await openMenu(page, "Views and facets");
  await page.getByRole("dialog", { name: "Views and facets" }).waitFor();
  await lookAt(page, "dialog-facets", { sizes: ["phone"] });
});

test("the request for a token keeps nobody out", TIMEOUT, async () => {
  const guarded = await startServer({ "auth.jwt_secret": SECRET });
  const { page } = await chromium.open(guarded);
  await page.getByRole("dialog", { name: "Sign in" }).waitFor();
  await lookAt(page, "sign-in");
});

test("news that wait, a broken stream and an offline page keep nobody out", TIMEOUT, async () => {
  const { page } = await open(`/?span=all&sel=${sample}reminders-skipped`);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await publishAll(server, [{ eventName: "news.stored", payload: {} }]);
  await page.getByRole("button", { name: "1 new event" }).waitFor();
  await lookAt(page, "events-waiting");
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  await lookAt(page, "offline");
});

/** Nothing is wider than the page but what scrolls by itself. */
async function assertFits(page, what) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(width <= 0, `${what}: ${width} pixels too wide`);
}

test("everything can be used at 360 pixels", TIMEOUT, async () => {
  const viewport = { width: 360, height: 640 };
  const { page } = await open("/?span=all&category=-internal", { viewport, hasTouch: true });
  await rowsOf(page).first().waitFor();
  await assertFits(page, "the list");
  await page.getByRole("searchbox").fill("token");
  await page.locator("mark").first().waitFor();
  await page.getByRole("button", { name: "Views and facets" }).click();
  await page
    .getByRole("button", { name: /^Not met/ })
    .first()
    .click();
  await page.waitForFunction(() => location.search.includes("state=not"));
  await page.keyboard.press("Escape");
  await rowsOf(page).first().tap();
  await page.waitForFunction(() => location.pathname.startsWith("/e/"));
});

test("everything can be used with text of twice the size", TIMEOUT, async () => {
  const { page } = await open("/?span=all", { viewport: { width: 1280, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  await page.reload();
  await rowsOf(page).first().waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontSize), "26px");
  await assertFits(page, "the list");
  const clipped = await page.evaluate(
    () =>
      [...document.querySelectorAll(".table-row, .filters .button, .top .button")].filter(
        (element) => element.scrollHeight > element.clientHeight + 2,
      ).length,
  );
  assert.equal(clipped, 0);
  await lookAt(page, "events-large-text", { sizes: ["desktop"] });
});
