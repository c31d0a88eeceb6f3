// What is published, and whether it can be imported where it should.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TIMEOUT = { timeout: 120_000 };
const LARGEST = 4_096;

let folder;
let packed;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "event-mesh-client-"));
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: ROOT });
  [packed] = JSON.parse(stdout);
});

after(() => rm(folder, { recursive: true }));

test("it has modules, types, a licence and a manual, and nothing else", TIMEOUT, () => {
  const files = packed.files.map((file) => file.path);
  const others = files.filter((file) => !/^dist\/\w+\.(js|d\.ts)$/.test(file));
  assert.deepEqual(others.toSorted(), ["LICENSE", "README.md", "package.json"]);
  const modules = files.filter((file) => file.endsWith(".js"));
  assert.deepEqual(
    modules.map((file) => file.replace(/js$/, "d.ts")).toSorted(),
    files.filter((file) => file.endsWith(".d.ts")).toSorted(),
  );
});

test("its manifest has no dependencies, and publint finds nothing", TIMEOUT, async () => {
  const manifest = JSON.parse(await readFile(path.join(ROOT, "package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.peerDependencies, undefined);
  const { messages } = await publint({ pkgDir: ROOT, strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test("its types are found from every kind of module", TIMEOUT, async () => {
  const attw = path.join(ROOT, "node_modules/.bin/attw");
  const archive = path.join(folder, packed.filename);
  await run(attw, [archive, "--profile", "esm-only"]);
});

test("an application grows by at most 4 KB", TIMEOUT, async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, "dist/index.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  assert.ok(size <= LARGEST, `${size} bytes`);
});

test("modules name nothing of Node.js", TIMEOUT, async () => {
  for (const file of packed.files.filter(({ path }) => path.endsWith(".js"))) {
    const text = await readFile(path.join(ROOT, file.path), "utf8");
    assert.doesNotMatch(text, /\bfrom "(?!\.\/)|\bimport\(|\brequire\(|\bBuffer\b/);
  }
});
