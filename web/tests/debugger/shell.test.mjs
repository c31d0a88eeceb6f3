import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { launchBrowser, newVisitor, serverOrigin } from "../support/browser.mjs";

const origin = serverOrigin();
const TIMEOUT = { timeout: 30_000 };
let browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

test("the page renders from its own server alone, without errors", TIMEOUT, async () => {
  const { page, problems } = await newVisitor(browser, origin);
  await page.goto(origin);
  await page.getByRole("link", { name: "Events" }).waitFor();
  await page.getByRole("button", { name: "Dark theme" }).click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.reload();
  await page.getByRole("button", { name: "Light theme" }).waitFor();
  assert.deepEqual(problems, []);
});

test("an address without a screen leads back to the events", TIMEOUT, async () => {
  const { page } = await newVisitor(browser, origin);
  await page.goto(origin);
  await page.evaluate(() => history.pushState(null, "", "/nowhere"));
  await page.getByRole("link", { name: "Back to the events" }).click();
  await page.getByRole("link", { name: "Events", exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
});
