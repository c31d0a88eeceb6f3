// Where the package runs: Node.js of several versions, edge runtimes, browsers.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { ELSEWHERE, launchBrowser } from "../../../web/tests/support/browser.mjs";
import { newFolder, startServer } from "../../../web/tests/support/server.mjs";
import { EXPECTED, smoke } from "./support/smoke.mjs";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TIMEOUT = { timeout: 120_000 };

/** This one, the one that scripts/with-node.sh took, and those that are named, with colons between. */
const NODES = [
  process.execPath,
  path.join(ROOT, "../../target/node/bin/node"),
  ...(process.env.EVENT_MESH_TEST_NODES ?? "").split(":"),
].filter((node) => node && existsSync(node));

let server;

before(async () => {
  server = await startServer();
});

describe("the packed package, installed", () => {
  let folder;

  before(async () => {
    folder = await newFolder();
    const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const [{ filename }] = JSON.parse((await run("npm", pack, { cwd: ROOT })).stdout);
    await writeFile(path.join(folder, "package.json"), "{}");
    await run("npm", ["install", "--offline", `./${filename}`], { cwd: folder });
    const script = `import * as client from "@event-mesh/client";
${smoke.toString()}
console.log(JSON.stringify(await smoke(client, process.argv[2])));`;
    await writeFile(path.join(folder, "application.mjs"), script);
  });

  for (const node of NODES) {
    test(`runs in ${node}`, TIMEOUT, async (context) => {
      const application = path.join(folder, "application.mjs");
      const { stdout } = await run(node, [application, server.url]);
      assert.deepEqual(JSON.parse(stdout), EXPECTED);
      context.diagnostic((await run(node, ["--version"])).stdout.trim());
    });
  }
});

test(
  "it runs where there is nothing but what browsers and edge runtimes have",
  TIMEOUT,
  async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(ROOT, "dist/index.js")],
      bundle: true,
      format: "iife",
      globalName: "client",
      write: false,
    });
    const globals = { fetch, crypto, TextDecoder, AbortController, setTimeout, clearTimeout };
    const runtime = createContext(globals);
    assert.equal(runInContext("typeof process + typeof Buffer", runtime), "undefinedundefined");
    runInContext(outputFiles[0].text, runtime);
    assert.deepEqual(await smoke(runtime.client, server.url), EXPECTED);
    // The functions without a client ask this machine then.
    const asked = [];
    runtime.fetch = async (url) => {
      asked.push(url);
      return new Response('{"data":{"event":null}}');
    };
    assert.equal(await runtime.client.getEvent("x"), undefined);
    assert.deepEqual(asked, ["http://127.0.0.1:8080/graphql"]);
  },
);

describe("in Chromium", () => {
  let browser;
  let pages;

  before(async () => {
    browser = await launchBrowser();
    pages = createServer(async ({ url }, response) => {
      const isModule = /^\/dist\/\w+\.js$/.test(url);
      response.setHeader("content-type", isModule ? "text/javascript" : "text/html");
      response.end(isModule ? await readFile(path.join(ROOT, url)) : "<!doctype html>");
    });
    pages.listen(0, "127.0.0.1");
    await once(pages, "listening");
  });

  after(async () => {
    await browser?.close();
    pages?.close();
    pages?.closeAllConnections();
  });

  for (const [name, host] of [
    ["a page", "127.0.0.1"],
    ["a page of another origin, without TLS", ELSEWHERE],
  ]) {
    test(name, TIMEOUT, async () => {
      const origin = `http://${host}:${pages.address().port}`;
      const asked = await startServer({ "server.cors_origins": origin });
      const page = await browser.newPage();
      await page.goto(origin);
      const result = await page.evaluate(
        `(async () => {
          ${smoke.toString()}
          return smoke(await import("/dist/index.js"), ${JSON.stringify(asked.url)});
        })()`,
      );
      assert.deepEqual(result, EXPECTED);
      assert.equal(await page.evaluate("isSecureContext"), host === "127.0.0.1");
    });
  }
});
