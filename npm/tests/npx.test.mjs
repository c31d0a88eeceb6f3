// What somebody sees who has Node.js and nothing of the server: the packed packages, installed without network.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const packages = process.env.EVENT_MESH_NPM_PACKAGES;
let folders = [];

/** A project in which the packages are installed. */
async function install(...options) {
  const folder = await mkdtemp(path.join(tmpdir(), "event-mesh-npx-"));
  folders.push(folder);
  await writeFile(path.join(folder, "package.json"), '{ "private": true }');
  const files = (await readdir(packages)).filter((file) => file.endsWith(".tgz"));
  const wanted = options.includes("--omit=optional")
    ? files.filter((file) => /^event-mesh-\d/.test(file))
    : files;
  const paths = wanted.map((file) => path.join(packages, file));
  const quiet = ["--offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...quiet, ...options, ...paths], { cwd: folder });
  return folder;
}

/** The program, as npm links it. */
const program = (folder) => path.join(folder, "node_modules", ".bin", "event-mesh");

/** A server in a project's folder, which is ended with the test. */
async function serve(test, folder) {
  const server = spawn(program(folder), ["serve", "--port", "0"], { cwd: folder });
  // Not SIGKILL, which would leave the program behind that it runs.
  test.after(() => server.kill("SIGTERM"));
  let output = "";
  for await (const piece of server.stdout) {
    output += piece;
    const url = /at (http:\/\/\S+)\/graphql/.exec(output)?.[1];
    if (url) {
      return { server, url };
    }
  }
  throw new Error(`the server ended: ${output}`);
}

let folder;
before(async () => {
  folder = await install();
});
after(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))));

test("the package is small, and its program comes with another", async () => {
  const { stdout } = await run(program(folder), ["--version"]);
  assert.match(stdout, /^event-mesh \d/);
  const [wrapper] = (await readdir(packages)).filter((file) => /^event-mesh-\d/.test(file));
  const { stdout: listed } = await run("tar", ["-tzf", path.join(packages, wrapper)]);
  const files = ["LICENSE", "README.md", "bin/event-mesh.mjs", "package.json"];
  assert.deepEqual(listed.trim().split("\n").sort(), files.map((file) => `package/${file}`));
});

test("it serves, takes a sample, and ends when it is told to", async (t) => {
  const { server, url } = await serve(t, folder);
  const { stdout } = await run(program(folder), ["demo", "--url", url]);
  assert.match(stdout, /^Stored \d+ events/);
  const query = encodeURIComponent("{ events(first: 1) { nodes { id } } }");
  const answer = await (await fetch(`${url}/graphql?query=${query}`)).json();
  assert.equal(answer.data.events.nodes.length, 1);
  server.kill("SIGTERM");
  const [code] = await once(server, "exit");
  assert.equal(code, 0);
});

test("it ends as the program does", async () => {
  const failed = await run(program(folder), ["no-such-command"]).catch((error) => error);
  assert.equal(failed.code, 2);
  assert.match(failed.stderr, /unrecognized subcommand/);
});

test("it says what to do where the program is missing", async () => {
  const bare = await install("--omit=optional");
  const failed = await run(program(bare), []).catch((error) => error);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /^event-mesh: the package @event-mesh\/\S+ is missing/);
  assert.match(failed.stderr, /--omit=optional/);
});
