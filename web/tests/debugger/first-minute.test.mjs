import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { launchBrowser, newVisitor } from "../support/browser.mjs";
import { lookAt, publishAll } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";
import { AsUser, SECRET, token } from "../support/tokens.mjs";

const TIMEOUT = { timeout: 60_000 };
let browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const nothing = (page) => page.getByRole("heading", { name: /Nothing has happened yet/ });

test("an empty history waits for its first event, and opens it", TIMEOUT, async () => {
  const server = await startServer();
  const { page, problems } = await newVisitor(browser, server.origin);
  await page.goto(server.origin);
  await nothing(page).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await lookAt(page, "empty");
  const intent = { goal: "See failed payments", expectedOutcome: "Within a minute" };
  await publishAll(server, [
    { id: "first", eventName: "widget.created", payload: {}, userIntent: intent },
  ]);
  await page.getByText("See failed payments").first().waitFor();
  await nothing(page).waitFor({ state: "detached" });
  assert.deepEqual(problems, []);
});

test("from an empty history to why an automation was skipped", TIMEOUT, async () => {
  const server = await startServer();
  const { page, problems } = await newVisitor(browser, server.origin);
  await page.goto(server.origin);
  await page.getByRole("button", { name: "Store a sample history" }).click();
  // The newest events are there at once.
  await page.getByText("SCRUM-42").first().waitFor();
  await lookAt(page, "events-sample");
  await page.getByRole("searchbox", { name: "Find events" }).fill("skipped");
  await page.waitForURL(/q=skipped/);
  await page.getByText("Nothing was sent for two hours").first().click();
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  await page
    .getByRole("link", { name: /Open workflow/ })
    .first()
    .click();
  await page.waitForURL(/reminders-skipped/);
  const inspector = page.getByRole("complementary", { name: "Selected event" });
  await inspector.getByRole("button", { name: /error\.occurred/ }).click();
  await inspector.getByText("The provider withdrew the token").waitFor();
  assert.deepEqual(problems, []);
});

test(
  "where people are asked who they are, the program stores the sample, and no button",
  TIMEOUT,
  async () => {
    const server = await startServer({ "auth.jwt_secret": SECRET });
    const { page } = await newVisitor(browser, server.origin);
    await page.goto(server.origin);
    await page.getByLabel("Token").fill(token());
    await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
    await nothing(page).waitFor();
    await page.getByText("event-mesh demo").waitFor();
    assert.equal(await page.getByRole("button", { name: "Store a sample history" }).count(), 0);
    await new AsUser(server.url).publish("widget.created");
    await nothing(page).waitFor({ state: "detached" });
  },
);
