import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { launchBrowser, newVisitor } from "../support/browser.mjs";
import { startUnder } from "../support/prefix.mjs";
import { lookAt, publishAll, storeSample } from "../support/screens.mjs";
import { newFolder, startServer } from "../support/server.mjs";
import { AsUser, SECRET, token } from "../support/tokens.mjs";

const TIMEOUT = { timeout: 60_000 };
const ID = "somebody-s-event";
let browser;
let asking;

before(async () => {
  browser = await launchBrowser();
  // In production, where the page is served behind authentication alone.
  asking = await startServer({ "auth.jwt_secret": SECRET, "server.mode": "production" });
  await publishAll(new AsUser(asking.url), [
    { id: ID, eventName: "secret.kept", payload: {}, userIntent: { goal: "Keep it" } },
  ]);
});

after(async () => {
  await browser?.close();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function signIn(page, value) {
  await page.getByLabel("Token").fill(value);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
}

test("whoever shows a token sees their events, and nobody else", TIMEOUT, async () => {
  const { page } = await newVisitor(browser, asking.origin);
  await page.goto(`${asking.origin}/e/${ID}`);
  await page.getByRole("dialog", { name: "Sign in" }).waitFor();
  await lookAt(page, "sign-in");
  await signIn(page, "wrong");
  await page.getByRole("dialog", { name: "Sign in again" }).waitFor();
  await signIn(page, `Bearer ${token()}`);
  await page.getByRole("heading", { name: "secret.kept" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/e/${ID}`);

  const stored = await page.evaluate(() => JSON.stringify([localStorage, location.href]));
  assert.doesNotMatch(stored, /eyJ/);
  await page.reload();
  await page.getByRole("heading", { name: "secret.kept" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${asking.origin}/e/${ID}`);
  await other.getByRole("dialog", { name: "Sign in" }).waitFor();
});

test("a token that expires is asked for again, and what was typed stays", TIMEOUT, async () => {
  const { page } = await newVisitor(browser, asking.origin);
  // The leeway of 30 seconds is part of how long it is valid.
  const short = token(-18);
  await page.goto(`${asking.origin}/e/${ID}`);
  await signIn(page, short);
  await page.getByRole("heading", { name: "secret.kept" }).waitFor();
  await page.keyboard.press("e");
  const field = page.getByRole("textbox", { name: "What came of it" });
  await field.fill("Typed before it expired");
  await page.getByRole("dialog", { name: "Sign in again" }).waitFor({ timeout: 40_000 });
  await lookAt(page, "sign-in-again");
  await signIn(page, token());
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await field.inputValue(), "Typed before it expired");
  await page.getByRole("button", { name: /Save outcome/ }).click();
  await page.getByText("Outcome saved").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("who signs out leaves nothing that was typed", TIMEOUT, async () => {
  const { page } = await newVisitor(browser, asking.origin);
  await page.goto(`${asking.origin}/e/${ID}`);
  await signIn(page, token());
  await page.getByRole("heading", { name: "secret.kept" }).waitFor();
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "What came of it" }).fill("Nobody else’s business");
  await page.reload();
  await page.getByRole("button", { name: "Go on editing" }).waitFor();
  const kept = () => page.evaluate(() => Object.keys(sessionStorage).sort().join());
  assert.equal(await kept(), "event-mesh:drafts,event-mesh:token");
  await page.getByRole("button", { name: "My events" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("dialog", { name: "Sign in" }).waitFor();
  assert.equal(await kept(), "");
  await signIn(page, token());
  await page.getByRole("heading", { name: "secret.kept" }).waitFor();
  assert.equal(await page.getByText("Not saved yet").count(), 0);
});

test("of an id that several tenants have, a back end chooses whose is meant", TIMEOUT, async () => {
  const other = { sub: "00000000-0000-4000-8000-00000000000b" };
  const event = { id: "shared", eventName: "widget.created", payload: {} };
  await publishAll(new AsUser(asking.url), [event]);
  await publishAll(new AsUser(asking.url, other), [{ ...event, eventName: "widget.removed" }]);
  const { page } = await newVisitor(browser, asking.origin);
  await page.goto(`${asking.origin}/e/shared`);
  await signIn(page, token(3_600, { sub: undefined, role: "service_role" }));
  await page.getByRole("heading", { name: "Several events have this id" }).waitFor();
  await page.getByRole("link", { name: /widget\.created/ }).waitFor();
  await lookAt(page, "event-shared");
  await page.getByRole("link", { name: /widget\.removed/ }).click();
  await page.getByRole("heading", { name: "widget.removed" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("tenant"), other.sub);
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "What came of it" }).fill("Theirs alone");
  await page.getByRole("button", { name: /Save outcome/ }).click();
  await page.getByText("Outcome saved").waitFor();
});

test("the page works behind a path, and where no other documents run", TIMEOUT, async () => {
  const trusted = path.join(await newFolder(), "documents.json");
  await writeFile(trusted, "{}");
  const strict = await startServer({
    "documents.trusted": trusted,
    "documents.only_trusted": true,
  });
  const sample = await storeSample(strict.origin);
  const proxy = await startUnder("/tools/mesh", strict.origin);
  const { page, problems } = await newVisitor(browser, proxy);
  await page.goto(`${proxy}/tools/mesh/e/${sample}reminders-skipped`);
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: /incident\.opened/ }).click();
  await page.waitForURL(`${proxy}/tools/mesh/e/${sample}incident-opened`);
  await page.getByRole("link", { name: "Events" }).first().click();
  await page.waitForURL(`${proxy}/tools/mesh/`);
  await page.getByText("automation.").first().waitFor();
  await page.reload();
  await page.getByText("automation.").first().waitFor();
  assert.deepEqual(problems, []);
});

test("a server whose page is turned off has none", TIMEOUT, async () => {
  const off = await startServer({ "debugger.enabled": false });
  for (const address of ["/w/x", "/e/x", "/sample"]) {
    assert.equal((await fetch(off.origin + address)).status, 404, address);
  }
});
