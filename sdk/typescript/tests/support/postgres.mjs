import { execFile, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const fileAt = (path) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const PROGRAM = process.env.EVENT_MESH_PROGRAM ?? fileAt("target/debug/event-mesh");
const SAY = `echo "$EVENT_MESH_TEST_POSTGRES"; echo "$EVENT_MESH_TEST_POSTGRES_RESTART"; exec cat`;

/** Starts a PostgreSQL of the file's own, which ends with its process. */
export async function startPostgres() {
  const script = spawn(fileAt("scripts/with-postgres.sh"), ["sh", "-c", SAY], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(script.stdout)[Symbol.asyncIterator]();
  const { value: address } = await lines.next();
  const { value: restart } = await lines.next();
  // Its script stops it when nobody holds the pipe any more.
  for (const handle of [script, script.stdin, script.stdout]) {
    handle.unref();
  }
  return {
    /** A database with the schema, whose name nothing else has. */
    async newDatabase(name) {
      await run("sh", ["-c", `psql -qc 'CREATE DATABASE ${name}' ${address}/postgres`]);
      const url = `${address}/${name}`;
      const env = { PATH: process.env.PATH, EVENT_MESH__DATABASE__URL: url };
      await run(PROGRAM, ["migrate", "up"], { env, cwd: tmpdir() });
      return url;
    },
    /** Stops and starts it. */
    restart: () => run("sh", ["-c", `${restart} >/dev/null 2>&1`]),
  };
}
