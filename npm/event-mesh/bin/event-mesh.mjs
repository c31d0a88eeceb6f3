#!/usr/bin/env node
// Runs the program of the package for this machine, as if it had been called itself.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";

const { report, platform, arch } = process;
// Only GNU's C library tells its version.
const isMusl = platform === "linux" && !report.getReport().header.glibcVersionRuntime;
const name = `@event-mesh/${platform}-${arch}${isMusl ? "-musl" : ""}`;

/** Where the program is; undefined where its package is not installed. */
function find() {
  try {
    return createRequire(import.meta.url).resolve(`${name}/event-mesh`);
  } catch {
    return undefined;
  }
}

const program = find();
if (program === undefined) {
  process.stderr.write(
    `event-mesh: the package ${name} is missing, which has the program for this machine. ` +
      "Install without --omit=optional; where there is no such package, build the server with " +
      "`cargo install event-mesh`.\n",
  );
  process.exit(1);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // The program ends by itself, and this with it.
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  process.stderr.write(`event-mesh: ${program} can't be run: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal]);
});
