import { after, before, test } from "node:test";
import { followInGraphiql, launchBrowser, newVisitor } from "./support/browser.mjs";
import { startServer } from "./support/server.mjs";
import { AsUser, SECRET, token } from "./support/tokens.mjs";

const TIMEOUT = { timeout: 60_000 };
let browser;
let server;

before(async () => {
  server = await startServer({ "auth.jwt_secret": SECRET });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

test("what GraphiQL's header editor says opens subscriptions, too", TIMEOUT, async () => {
  const { page } = await newVisitor(browser, server.origin);
  await page.goto(`${server.origin}/graphiql`);
  await page.locator(".graphiql-query-editor", { hasText: "LatestWorkflow" }).waitFor();
  const result = (text) => page.locator(".result-window", { hasText: text }).waitFor();
  // GraphiQL takes what is typed only after a pause: it may run what stood there before.
  const runUntil = async (shown) => {
    let isShown = false;
    const waiting = shown.finally(() => {
      isShown = true;
    });
    while (!isShown) {
      await page.locator(".graphiql-execute-button").click();
      await Promise.race([waiting, page.waitForTimeout(1_000)]);
    }
    await waiting;
  };

  await runUntil(result("UNAUTHENTICATED"));

  await page.getByRole("button", { name: "Headers", exact: true }).click();
  await page.locator(".graphiql-editor-tool .view-lines:visible").click();
  await page.keyboard.insertText(JSON.stringify({ Authorization: `Bearer ${token()}` }));
  await runUntil(result('"data"'));

  await followInGraphiql(page);
  await new AsUser(server.url).publishUntil(result("follower.awaited"));
});
