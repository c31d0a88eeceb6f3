// Opens workflows of 2,000 and 10,000 events in Chromium, moves them about, and tells how long that took: from
// the address to the first card, the longest task of the main thread, its CPU time a frame while panning,
// zooming, and with everything in sight, and the memory. The server is target/release/event-mesh, or
// EVENT_MESH_PROGRAM, or whatever runs at EVENT_MESH_URL with limits as below.

import { randomUUID } from "node:crypto";
import { cpuTime, heapOf, publish, withServer } from "./support.mjs";

const LIMITS = {
  EVENT_MESH__LIMITS__WORKFLOW_NODES: "10000",
  EVENT_MESH__LIMITS__WALK_NODES: "40000",
  EVENT_MESH__LIMITS__COMPLEXITY: "1000000",
};
const COUNTS = (process.env.EVENT_MESH_BENCH_EVENTS ?? "2000,10000").split(",").map(Number);
const FRAMES = 120;

await withServer(LIMITS, async (origin, browser) => {
  for (const count of COUNTS) {
    await measure(browser, origin, count, await publishHistory(origin, count));
  }
});

/** Stores a history that hangs together within fewer than 50 links, and returns the id of its first event. */
async function publishHistory(origin, count) {
  const prefix = `bench-${randomUUID().slice(0, 8)}-`;
  let seed = 7;
  const next = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) / 2 ** 24;
  };
  const causesOf = (i) => {
    const recent = () => Math.max(0, i - 1 - Math.floor(next() ** 2 * i * 0.4));
    const causes = i === 0 ? [] : next() < 0.14 ? [recent(), recent()] : [recent()];
    return [...new Set(causes)].map((cause) => prefix + cause);
  };
  const start = Date.now() - count * 60_000;
  const inputs = Array.from({ length: count }, (_, i) => ({
    id: prefix + i,
    eventName: ["widget.created", "ticket.created", "error.occurred"][i % 3],
    source: "bench",
    timestamp: start + i * 60_000,
    payload: { i },
    shouldDocument: true,
    userIntent: { goal: `The goal of event ${i}`, expectedOutcome: "It works within a minute" },
    context: {
      relatedEvents: causesOf(i),
      ...(next() < 0.7
        ? { outcome: `Came out as ${i}`, verdict: next() < 0.8 ? "MET" : "NOT_MET" }
        : {}),
    },
  }));
  await publish(origin, inputs);
  return prefix + 0;
}

/** Counts frames, notes long tasks, and when the first card was there. */
function watchPage() {
  const seen = { frames: 0, longest: 0, firstCard: undefined, answer: undefined };
  globalThis.seen = seen;
  const frame = () => {
    seen.frames++;
    if (seen.firstCard === undefined && document.querySelector(".node-card")) {
      seen.firstCard = performance.now();
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, responseEnd, encodedBodySize, decodedBodySize } of list.getEntries()) {
      if (name.endsWith("/graphql") && decodedBodySize > 100_000) {
        seen.answer ??= { at: responseEnd, encodedBodySize, decodedBodySize };
      }
    }
  }).observe({ type: "resource", buffered: true });
}

async function measure(browser, origin, count, root) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watchPage);
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  await page.goto(`${origin}/w/${root}?depth=50&fold=&large=1`);
  await page.locator(".node-card").first().waitFor({ timeout: 120_000 });
  const shown = await page.evaluate(() => globalThis.seen);
  // The stream has caught up by then, and everything was asked for once more.
  await page.waitForTimeout(6_000);
  const longest = await page.evaluate(() => globalThis.seen.longest);
  const events = await page.locator(".workflow-facts").textContent();
  const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  const { at, encodedBodySize, decodedBodySize } = shown.answer;
  console.log(`${count}: ${events}`);
  console.log(
    `  first card after ${Math.round(shown.firstCard)} ms, of which ${Math.round(at)} ms until the ` +
      `answer was there (${kib(decodedBodySize)}, ${kib(encodedBodySize)} on the wire)`,
  );
  console.log(`  longest task ${Math.round(longest)} ms`);
  await page.locator(".zoom-box").waitFor();
  await report(client, page, "panning", pan);
  await report(client, page, "zooming", zoomInAndOut);
  await page.keyboard.press("f");
  await page.waitForTimeout(800);
  await report(client, page, "panning, all in sight", pan);
  console.log(`  heap ${await heapOf(client)}`);
  await page.close();
}

async function middle(page) {
  const box = await page.locator(".graph-area").boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function pan(page) {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < FRAMES; i++) {
    await page.mouse.move(x - 2 * i, y + 120 * Math.sin(i / 20));
  }
  await page.mouse.up();
}

async function zoomInAndOut(page) {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  for (let i = 0; i < FRAMES; i++) {
    await page.mouse.wheel(0, i < FRAMES / 2 ? 24 : -24);
  }
}

/** CPU time of the main thread for each frame in which something moved. */
async function report(client, page, what, act) {
  const before = {
    cpu: await cpuTime(client),
    frames: await page.evaluate(() => globalThis.seen.frames),
  };
  await act(page);
  const cpu = (await cpuTime(client)) - before.cpu;
  const frames = (await page.evaluate(() => globalThis.seen.frames)) - before.frames;
  const moved = Math.min(frames, FRAMES);
  console.log(`  ${what}: ${(cpu / moved).toFixed(1)} ms of CPU a frame, ${moved} frames`);
}
