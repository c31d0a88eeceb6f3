// What the benches share: a server, a browser, and events in it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PROGRAM =
  process.env.EVENT_MESH_PROGRAM ??
  fileURLToPath(new URL("../../target/release/event-mesh", import.meta.url));
const BATCH = 500;
const PUBLISH = `mutation ($inputs: [PublishInput!]!) {
  publishMany(inputs: $inputs) { results { created } }
}`;

/**
 * Runs `work` with the origin of a server and a browser. The server is target/release/event-mesh, or
 * EVENT_MESH_PROGRAM, with these settings; or whatever runs at EVENT_MESH_URL.
 */
export async function withServer(settings, work) {
  const server = process.env.EVENT_MESH_URL ? undefined : await startServer(settings);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    await work(new URL(process.env.EVENT_MESH_URL ?? server.url).origin, browser);
  } finally {
    await browser.close();
    server?.process.kill();
  }
}

async function startServer(settings) {
  const started = spawn(PROGRAM, ["serve", "--port", "0", "--database-url", "sqlite::memory:"], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(started.stdout), "line");
  return { process: started, url: line.split(" at ")[1] };
}

/** Stores events. */
export async function publish(origin, inputs) {
  for (let i = 0; i < inputs.length; i += BATCH) {
    await publishBatch(origin, inputs.slice(i, i + BATCH));
  }
}

async function publishBatch(origin, inputs) {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: PUBLISH, variables: { inputs } }),
  });
  const { errors } = await response.json();
  if (errors?.[0].extensions.retryable) {
    await publishBatch(origin, inputs);
  } else if (errors) {
    throw new Error(JSON.stringify(errors));
  }
}

/** The memory that a page holds, once nothing is left that could go. */
export async function heapOf(client) {
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  return `${(usedSize / 2 ** 20).toFixed(1)} MiB`;
}

/** How long the page's main thread has worked, in milliseconds. */
export async function cpuTime(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ThreadTime").value * 1_000;
}
