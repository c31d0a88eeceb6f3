import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { followInGraphiql, launchBrowser, newVisitor } from "./support/browser.mjs";
import { Api, startServer } from "./support/server.mjs";

const SECRET = "a secret for tests, of 32 bytes and more";
const USER = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
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

/** A token of a user, valid for an hour. */
function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const message = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: USER, exp })}`;
  return `${message}.${createHmac("sha256", SECRET).update(message).digest("base64url")}`;
}

/** The API as that user asks it. */
class AsUser extends Api {
  ask(request) {
    return super.ask(request, { authorization: `Bearer ${token()}` });
  }
}

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
