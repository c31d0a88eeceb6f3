import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { launchBrowser, newVisitor } from "../../web/tests/support/browser.mjs";
import { startProxy } from "../../web/tests/support/proxy.mjs";
import { lookAt, publishAll } from "../../web/tests/support/screens.mjs";
import { startServer } from "../../web/tests/support/server.mjs";
import { AsUser, SECRET } from "../../web/tests/support/tokens.mjs";
import { EXAMPLES, startExample } from "./support.mjs";

const TIMEOUT = { timeout: 120_000 };
const TOKEN_SECONDS = 4;
const STORED = 25;

let server;
let browser;

before(async () => {
  server = await startServer({ "auth.jwt_secret": SECRET, "auth.leeway_seconds": 0 });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

/** An example before a user with a history of their own, and the networks around its server. */
async function open(name) {
  const user = randomUUID();
  const api = new AsUser(server.url, { sub: user });
  const past = Date.now() - 86_400_000;
  await publishAll(
    api,
    Array.from({ length: STORED }, (_, index) => ({
      eventName: "invoice.paid",
      timestamp: past + index,
      payload: { number: `R-${index}` },
    })),
  );
  const behind = await startProxy(server);
  const tokens = { user, tokenSeconds: TOKEN_SECONDS };
  const before = await startProxy(await startExample(name, { api: behind.origin, ...tokens }));
  const visitor = await newVisitor(browser, before.origin);
  await visitor.page.goto(before.origin);
  await visitor.page.getByText("Live", { exact: true }).waitFor();
  return { ...visitor, api, networks: [behind, before] };
}

/** Fills in the form, sends it, and returns the id of the event that the list shows. */
async function publish(page, { step = "Widget created", goal, follows = false }) {
  await page.getByLabel("Step").selectOption(step);
  await page.getByLabel("Of what").fill("Failed payments");
  await page.getByLabel("Which problem does it solve?").fill("They go unnoticed");
  await page.getByLabel("What do you want to reach?").fill(goal);
  if (follows) {
    await page.getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: "Publish" }).click();
  const event = page.locator(".event", { has: page.locator(".event-goal", { hasText: goal }) });
  await event.waitFor();
  await page.locator(".message", { hasText: goal }).waitFor();
  return event.getAttribute("data-event");
}

const openEvent = (page, id) => page.locator(`[data-event="${id}"] .event-head`).click();

/** The ids of what is shown, in its order. */
const shown = (page, selector, key) =>
  page.locator(selector).evaluateAll((all, key) => all.map(({ dataset }) => dataset[key]), key);

/** That the tail tells of exactly these, in their order. */
async function assertTold(page, ids) {
  await page.locator(`[data-told="${ids.at(-1)}"]`).waitFor();
  const told = await shown(page, ".message", "told");
  assert.deepEqual(told.slice(0, ids.length).reverse(), ids);
}

describe("publishes, lists, and goes on after a cut and with another token", {
  concurrency: true,
}, () => {
  for (const name of Object.keys(EXAMPLES)) {
    test(name, TIMEOUT, async () => {
      const { page, problems, api, networks } = await open(name);

      const cause = await publish(page, { goal: "See them at once" });
      await openEvent(page, cause);
      await page.locator(`[data-step="${cause}"]`).waitFor();
      const effect = await publish(page, {
        step: "Automation created",
        goal: "Tell the team",
        follows: true,
      });
      await page.locator(`[data-step="${effect}"]`).getByText("follows from 1").waitFor();
      await api.updateOutcome(cause, "Twenty seconds");
      await page.locator(".message", { hasText: "Twenty seconds" }).waitFor();
      await page.locator(".event", { hasText: "Outcome told" }).waitFor();
      await page.locator(`[data-step="${cause}"]`).getByText("Twenty seconds").waitFor();
      await lookAt(page, name);

      const newest = await shown(page, ".event", "event");
      assert.ok(newest.length >= 10);
      await page.getByText("Show older events").click();
      await page.getByText("R-10", { exact: true }).waitFor();
      const ids = await shown(page, ".event", "event");
      assert.ok(new Set([...newest, ...ids]).size >= 20);
      assert.deepEqual(problems, []);

      const told = [];
      for (const network of networks) {
        told.push(await api.publish("network.cut"));
        network.cut();
        told.push(await api.publish("network.cut"), await api.publish("network.cut"));
        await assertTold(page, told);
      }
      const expired = Date.now() + 1_500 * TOKEN_SECONDS;
      while (Date.now() < expired) {
        told.push(await api.publish("token.expires"));
        await delay(300);
      }
      await assertTold(page, told);
    });
  }
});
