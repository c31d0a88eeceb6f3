import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { newFolder } from "./support/server.mjs";

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL("../../scripts/with-node.sh", import.meta.url));

/** A project with nothing but the script, on a machine whose `node` says that it is of this version. */
async function machineWith(version) {
  const folder = await newFolder();
  const script = path.join(folder, "scripts/with-node.sh");
  const bin = path.join(folder, "bin");
  await Promise.all([mkdir(path.dirname(script)), mkdir(bin)]);
  await copyFile(SCRIPT, script);
  const node = path.join(bin, "node");
  const answer = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\n`;
  await writeFile(node, `${answer}exec ${process.execPath} "$@"\n`);
  await chmod(node, 0o755);
  const { stdout } = await run("sh", ["-c", "command -v npm"]);
  await symlink(stdout.trim(), path.join(bin, "npm"));
  const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin` };
  const ask = async () => {
    const answered = await run(script, ["node", "--version"], { env });
    return answered.stdout.trim();
  };
  return { folder, ask };
}

test("on a machine with an old Node.js, a newer one is taken into the project", async () => {
  const { folder, ask } = await machineWith("v18.20.4");
  assert.match(await ask(), /^v22\./);
  assert.deepEqual((await readdir(folder)).sort(), ["bin", "scripts", "target"]);
  assert.deepEqual(await readdir(path.join(folder, "target")), ["node"]);
  assert.match(await ask(), /^v22\./);
});

for (const version of ["v20.19.0", "v22.12.0", "v26.1.0"]) {
  test(`on a machine with Node.js ${version}, that one is used`, async () => {
    const { folder, ask } = await machineWith(version);
    assert.equal(await ask(), version);
    assert.deepEqual((await readdir(folder)).sort(), ["bin", "scripts"]);
  });
}
