import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { rowsOf, TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { afternoon } from "../support/history.mjs";
import { publishAll } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";

const KIB = 1_024;
const chromium = withBrowser();
let server;

before(async () => {
  server = await startServer();
  await publishAll(server, afternoon(400));
});

test(
  "the first paint of the list needs no more than 220 KB of scripts and styles",
  TIMEOUT,
  async () => {
    const { page, problems } = await chromium.open(server, "/nowhere");
    const bodies = [];
    page.on("response", (response) => {
      if (/\.(js|css)$/.test(new URL(response.url()).pathname)) {
        bodies.push(response.body());
      }
    });
    await page.goto(server.origin);
    await rowsOf(page).first().waitFor();
    await page.waitForTimeout(300);
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total > 50 * KIB, `only ${total} bytes in ${sizes.length} files were seen`);
    assert.ok(total <= 220 * KIB, `${total} bytes`);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes("404")),
      [],
    );
  },
);

test("opening the list asks the server few questions, each once", TIMEOUT, async () => {
  const { page } = await chromium.open(server, "/nowhere");
  const asked = [];
  page.on("request", (request) => {
    if (request.method() === "POST") {
      asked.push(request.postDataJSON().operationName);
    }
  });
  await page.goto(server.origin);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await rowsOf(page).first().waitFor();
  await page.waitForTimeout(500);
  // The list is asked again once the stream has caught up, so that nothing falls between the two.
  assert.deepEqual(asked.sort(), [
    "Counts",
    "EventsPage",
    "EventsPage",
    "Extent",
    "Facets",
    "Histogram",
    "Session",
  ]);
});

test("thousands of live events fill neither the page nor its memory", TIMEOUT, async () => {
  const { page } = await chromium.open(server);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await rowsOf(page).first().waitFor();
  const session = await page.context().newCDPSession(page);
  const measure = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  await session.send("Performance.enable");
  const before = await measure();
  const publish = async (round) => {
    const inputs = Array.from({ length: 500 }, (_, index) => ({
      id: `flood-${round}-${index}`,
      eventName: "flood.stored",
      payload: {},
    }));
    await publishAll(server, inputs);
  };
  for (let round = 0; round < 6; round += 1) {
    await publish(round);
  }
  await page.getByText(/^3,4\d\d of 3,4\d\d events/).waitFor({ timeout: 30_000 });
  const after = await measure();
  assert.ok(after.Nodes < before.Nodes + 3_000, `${before.Nodes} nodes, then ${after.Nodes}`);
  assert.ok(after.JSHeapUsedSize < 60 * KIB * KIB, `${after.JSHeapUsedSize} bytes of heap`);
});
