import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { serverOrigin } from "../support/browser.mjs";
import { TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { lookAt, storeSample } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import {
  cardOf,
  newPrefix,
  publishStory,
  waitForCards,
  waitForParameter,
} from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

/** Opens a workflow whose answer the test gives: `answer(route, real)` with what the server would say. */
async function openAnswered(address, answer) {
  const { page } = await shared.open(api, "/e/none");
  await page.route("**/graphql", async (route) => {
    const { variables } = route.request().postDataJSON();
    const isWorkflow = variables && "isFolded" in variables;
    await (isWorkflow ? answer(route) : route.continue());
  });
  await page.goto(origin + address);
  return page;
}

const eventOf = (id, relatedEvents, further = {}) => ({
  id,
  tenantId: "t",
  eventName: `step.${id}`,
  source: "test",
  timestamp: 1_700_000_000_000,
  recordedAt: "2023-11-14T22:13:20.000Z",
  shouldDocument: true,
  userId: null,
  revision: 1,
  outcomeState: "NONE",
  causeCount: relatedEvents.length,
  effectCount: 0,
  userIntent: null,
  context: { relatedEvents, category: null, outcome: null, outcomeAt: null },
  ...further,
});

const workflowOf = (events, truncatedBy = []) => ({
  json: { data: { workflow: { title: "A workflow", folded: 0, truncatedBy, events } } },
});

test("every view is accessible in both themes, on desks and phones", {
  timeout: 180_000,
}, async () => {
  const sample = await storeSample(origin);
  const { page, problems } = await shared.open(api, `/w/${sample}reminders-skipped`);
  await cardOf(page, sample, "reminders-skipped").waitFor();
  await page.getByText("known since").waitFor();
  await lookAt(page, "workflow-graph");
  for (const [view, part] of [
    ["Timeline", ".timeline-row"],
    ["Table", ".sheet-row"],
    ["Story", ".chapter"],
  ]) {
    await page.getByRole("tab", { name: view, exact: true }).click();
    await page.locator(part).first().waitFor();
    await lookAt(page, `workflow-${view.toLowerCase()}`);
  }
  assert.deepEqual(problems, []);
});

test("it can be used at 360 pixels, and with texts twice as large", TIMEOUT, async () => {
  const sample = await storeSample(origin);
  const { page } = await shared.open(api, `/w/${sample}reminders-skipped`);
  await cardOf(page, sample, "reminders-skipped").waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const view of ["Timeline", "Table", "Story", "Graph"]) {
    await page.getByRole("tab", { name: view, exact: true }).click();
    assert.ok((await overflow()) <= 0, `${view} at 360 pixels`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  for (const view of ["Timeline", "Table", "Story", "Graph"]) {
    await page.getByRole("tab", { name: view, exact: true }).click();
    assert.ok((await overflow()) <= 0, `${view} with large texts`);
    await page.getByRole("tab", { name: view, exact: true, selected: true }).waitFor();
  }
});

test("an event that isn't there is said to be missing", TIMEOUT, async () => {
  const { page } = await shared.open(api, "/w/nowhere-to-be-found");
  await page.getByRole("heading", { name: "There is no such event" }).waitFor();
  await lookAt(page, "workflow-no-such-event");
  await page.getByRole("link", { name: "Look for it among the events" }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "nowhere-to-be-found");
});

test(
  "while it is loaded there are shapes, and what failed can be tried again",
  TIMEOUT,
  async () => {
    const prefix = newPrefix();
    await publishStory(api, prefix, [["a"]]);
    let isBroken = true;
    const page = await openAnswered(`/w/${prefix}a`, async (route) => {
      if (isBroken) {
        await delay(800);
        await route.fulfill({
          status: 200,
          json: {
            errors: [
              {
                message: "It broke.",
                extensions: { code: "INTERNAL_SERVER_ERROR", errorId: "e1", retryable: false },
              },
            ],
          },
        });
      } else {
        await route.continue();
      }
    });
    await page.locator(".card-bone").first().waitFor();
    await page.getByRole("alert").getByText("It broke.").waitFor();
    await page.getByRole("alert").getByText("e1").waitFor();
    isBroken = false;
    await page.reload();
    await waitForCards(page, prefix, ["a"]);
  },
);

test("what was there stays, dimmed, while another part is asked for", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishStory(api, prefix, [["a"], ["b", ["a"]], ["c", ["b"]]]);
  const page = await openAnswered(`/w/${prefix}a?depth=1`, async (route) => {
    if (route.request().postDataJSON().variables.depth === 2) {
      await delay(1_000);
    }
    await route.continue();
  });
  await waitForCards(page, prefix, ["a", "b"]);
  await page.getByRole("button", { name: "Deeper" }).click();
  await page.locator(".workflow.is-stale").waitFor();
  await waitForCards(page, prefix, ["a", "b"]);
  await waitForCards(page, prefix, ["a", "b", "c"]);
  await page.locator(".workflow:not(.is-stale)").waitFor();
});

test("more cards than a graph can take are shown as a table", TIMEOUT, async () => {
  const events = Array.from({ length: 2_100 }, (_, i) =>
    eventOf(`e${i}`, i < 30 ? [] : [`e${i % 30}`, `e${(i + 1) % 30}`]),
  );
  const page = await openAnswered("/w/e0", (route) =>
    route.fulfill(workflowOf(events, ["NODE_LIMIT"])),
  );
  await page.getByText("2,100 cards are too many for a graph").waitFor();
  await lookAt(page, "workflow-too-large");
  await page.getByText("Shows the 2,100 nearest events; there are more").waitFor();
  const table = page.getByRole("table", { name: "Events of the workflow" });
  assert.equal(await table.getAttribute("aria-rowcount"), "2101");
  assert.ok((await table.getByRole("row").count()) < 60, "only rows in sight are drawn");
  await page.getByRole("button", { name: "Draw it anyway" }).click();
  await page.locator(".graph-area").waitFor();
  await waitForParameter(page, "large", "1");
});

test("2,000 events need few elements, bytes and questions", TIMEOUT, async () => {
  const events = Array.from({ length: 2_000 }, (_, i) =>
    eventOf(`e${i}`, i === 0 ? [] : [`e${Math.floor(i * 0.9 - 0.5)}`]),
  );
  let asked = 0;
  const page = await openAnswered("/e/none", (route) => {
    asked += 1;
    return route.fulfill(workflowOf(events));
  });
  const sizes = new Map();
  page.on("response", (response) => {
    const [file] = /(GraphView|worker)-[^/]*\.(js|css)$/.exec(response.url()) ?? [];
    if (file) {
      sizes.set(
        file,
        response.body().then((body) => gzipSync(body).length),
      );
    }
  });
  await page.goto(`${origin}/w/e1000?fold=`);
  await page.locator(".node-card").first().waitFor();
  await page.waitForTimeout(2_500);
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  assert.equal(sizes.size, 3, "the graph, its styles, and the worker");
  assert.ok(bytes <= 40 * 1_024, `${bytes} bytes`);
  assert.ok(asked <= 2, `asked ${asked} times`);
  assert.ok((await page.locator(".node-card").count()) < 60, "only cards in sight are drawn");
  assert.ok((await page.locator("*").count()) < 2_000);
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  assert.ok(usedSize < 60 * 2 ** 20, `${usedSize} bytes of memory`);
});

test("cycles of adopted histories are drawn", TIMEOUT, async () => {
  const events = [eventOf("a", ["c"]), eventOf("b", ["a", "b"]), eventOf("c", ["b"])];
  const page = await openAnswered("/w/a", (route) => route.fulfill(workflowOf(events)));
  await waitForCards(page, "", ["a", "b", "c"]);
});
