// Opens the list of a history in Chromium, types into its search box while 50 events a second come live, and
// then lets live events come as fast as they go. Tells how long it took until rows were there, the longest task
// of the main thread, how long keys took to be seen, and the memory at the end. For the server see support.mjs.

import { setTimeout as delay } from "node:timers/promises";
import { cpuTime, heapOf, publish, withServer } from "./support.mjs";

const HISTORY = Number(process.env.EVENT_MESH_BENCH_EVENTS ?? 20_000);
const FLOOD = Number(process.env.EVENT_MESH_BENCH_FLOOD ?? 180_000);
const SECONDS = 10;
const EACH_SECOND = 50;
const BATCH = 500;
const ROOT = `bench-${process.pid}`;
const TYPED = "the goal of event number";

let number = 0;

/** An event, of which every one looks a bit different. */
function newEvent(timestamp) {
  number += 1;
  return {
    eventName: ["widget.created", "ticket.created", "error.occurred"][number % 3],
    source: ["wizard", "billing", "jira_sync"][number % 3],
    timestamp,
    payload: { number },
    userIntent: { goal: `The goal of event number ${number}`, expectedOutcome: "It works" },
    context: number % 2 === 0 ? { outcome: `Came out as ${number}`, verdict: "MET" } : {},
  };
}

/** Notes long tasks, how long keys took to be seen, and when the first row was there. */
function watchPage() {
  const seen = { longest: 0, slowestKey: 0, firstRow: undefined };
  globalThis.seen = seen;
  const look = () => {
    if (document.querySelector(".table-row")) {
      seen.firstRow = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
      durationThreshold: 16,
    });
  observe("longtask", ({ duration }) => {
    seen.longest = Math.max(seen.longest, duration);
  });
  observe("event", ({ name, duration }) => {
    if (name === "keydown") {
      seen.slowestKey = Math.max(seen.slowestKey, duration);
    }
  });
}

/** What was noted since it was last asked. */
const noted = (page) =>
  page.evaluate(() => {
    const { longest, slowestKey, firstRow } = globalThis.seen;
    Object.assign(globalThis.seen, { longest: 0, slowestKey: 0 });
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { longest, slowestKey, firstRow, painted: paint?.startTime ?? 0 };
  });

const whole = (milliseconds) => `${Math.round(milliseconds)} ms`;

async function type(page) {
  await page.keyboard.press("/");
  const pause = (SECONDS * 1_000) / TYPED.length;
  for (const letter of TYPED) {
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await delay(pause);
  }
}

async function publishSteadily(origin) {
  for (let second = 0; second < SECONDS * 5; second += 1) {
    const inputs = Array.from({ length: EACH_SECOND / 5 }, () => newEvent(Date.now()));
    await Promise.all([publish(origin, inputs), delay(200)]);
  }
}

await withServer({}, async (origin, browser) => {
  const start = Date.now() - HISTORY * 4_000;
  const history = Array.from({ length: HISTORY }, (_, i) => newEvent(start + i * 4_000));
  await publish(origin, history);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const told = tellsOf(page);
  await page.addInitScript(watchPage);
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  await page.goto(origin);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await page.waitForTimeout(3_000);
  const opened = await noted(page);
  console.log(`${HISTORY} events`);
  console.log(`  first paint after ${whole(opened.painted)}, rows after ${whole(opened.firstRow)}`);
  console.log(`  longest task ${whole(opened.longest)}`);
  const before = await cpuTime(client);
  await Promise.all([publishSteadily(origin), type(page)]);
  const busy = ((await cpuTime(client)) - before) / SECONDS;
  const typed = await noted(page);
  console.log(`Typing while ${EACH_SECOND} events a second come live`);
  console.log(`  slowest key ${whole(typed.slowestKey)}, longest task ${whole(typed.longest)}`);
  console.log(`  the main thread works ${whole(busy)} of each second`);
  await page.goto(origin);
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await flood({ origin, page, client, told }, () => newEvent(Date.now()));
  await publish(origin, [{ ...newEvent(Date.now()), id: ROOT }]);
  await page.goto(`${origin}/w/${ROOT}`);
  await page.locator(".node-card").first().waitFor();
  await flood({ origin, page, client, told }, () => {
    const event = newEvent(Date.now());
    const relatedEvents = number % 10 === 0 ? [ROOT] : [];
    return { ...event, context: { ...event.context, relatedEvents } };
  });
  // What joins is shown once a second.
  await page.waitForTimeout(2_000);
  console.log(`  ${await page.locator(".workflow-facts").textContent()}`);
});

/** How many events the page was told of as they were stored. */
function tellsOf(page) {
  const told = { count: 0 };
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      told.count += payload.includes('"EventPublished"') ? 1 : 0;
    });
  });
  return told;
}

/**
 * Publishes as fast as it goes, until the page was told of every event, and tells what that costs it: the memory at
 * first and after each quarter, and the longest task.
 */
async function flood({ origin, page, client, told }, nextEvent) {
  const heaps = [await heapOf(client)];
  const start = Date.now();
  const before = told.count;
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    for (let done = 0; done < FLOOD / 4; done += BATCH) {
      await publish(origin, Array.from({ length: BATCH }, nextEvent));
    }
    while (told.count - before < (FLOOD / 4) * quarter) {
      await delay(100);
    }
    heaps.push(await heapOf(client));
  }
  const seconds = Math.round((Date.now() - start) / 1_000);
  console.log(`After ${FLOOD} live events in ${seconds} s, at ${new URL(page.url()).pathname}`);
  console.log(`  longest task ${whole((await noted(page)).longest)}, heap ${heaps.join(", ")}`);
}
