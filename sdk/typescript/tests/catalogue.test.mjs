// What `event-mesh types` writes is a catalogue for this client.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PROGRAM, startServer } from "../../../web/tests/support/server.mjs";
import { createEventMesh } from "../dist/index.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const APPLICATION = `
import { createEventMesh } from "@event-mesh/client";
import type { Catalogue } from "./catalogue.js";

const mesh = createEventMesh<Catalogue>();
await mesh.publish({ eventName: "widget.created", payload: { kind: "graph", size: null } });
await mesh.publish({ eventName: "payment.failed", payload: { lines: [{ amount: 1 }] } });
// @ts-expect-error There is no such name.
await mesh.publish({ eventName: "widget.creatd", payload: { kind: "graph" } });
// @ts-expect-error It is text.
await mesh.publish({ eventName: "widget.created", payload: { kind: 1 } });
`;

test("the types of a server's events fit the client", { timeout: 60_000 }, async (t) => {
  const server = await startServer();
  const mesh = createEventMesh({ url: server.origin });
  const published = [
    ["widget.created", { kind: "graph", size: 2 }],
    ["widget.created", { kind: "list", size: null }],
    ["widget.created", { kind: "list" }],
    ["payment.failed", { lines: [{ amount: 1.5, note: "late" }, { amount: 2 }] }],
  ];
  await mesh.publishMany(published.map(([eventName, payload]) => ({ eventName, payload })));
  const folder = await mkdtemp(path.join(ROOT, "build/catalogue-"));
  t.after(() => rm(folder, { recursive: true }));
  const { stdout } = await run(PROGRAM, ["types", "--url", server.origin]);
  await writeFile(path.join(folder, "catalogue.ts"), stdout);
  await writeFile(path.join(folder, "application.ts"), APPLICATION);
  const options = [
    "--ignoreConfig",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--noEmit",
    "--skipLibCheck",
  ];
  const modules = ["--module", "NodeNext", "--target", "ES2022", "--types", "node"];
  const files = ["application.ts", "catalogue.ts"].map((file) => path.join(folder, file));
  const tsc = path.join(ROOT, "node_modules/.bin/tsc");
  const checked = await run(tsc, [...options, ...modules, ...files]).catch((error) => error);
  assert.equal(checked.stdout, "");
  const again = await run(PROGRAM, ["types", "--url", server.origin]);
  assert.equal(again.stdout, stdout);
});
