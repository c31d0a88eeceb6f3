import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { newDatabase, PROGRAM, startServer } from "./server.mjs";

const run = promisify(execFile);
let made = 0;

/** An empty database of the test's own in PostgreSQL, with the schema. */
async function newPostgresDatabase() {
  const cluster = process.env.EVENT_MESH_TEST_POSTGRES;
  if (!cluster) {
    throw new Error(
      "EVENT_MESH_TEST_POSTGRES is not set: run scripts/test-web.sh, which starts a PostgreSQL",
    );
  }
  made += 1;
  const name = `web_${process.pid}_${made}`;
  await run("psql", ["-qc", `CREATE DATABASE ${name}`, `${cluster}/postgres`]);
  const url = `${cluster}/${name}`;
  const env = { PATH: process.env.PATH, EVENT_MESH__DATABASE__URL: url };
  await run(PROGRAM, ["migrate", "up"], { env, cwd: tmpdir() });
  return url;
}

/**
 * Runs tests on SQLite and on PostgreSQL, whose data differ where lists are searched, counted and followed:
 * `onBoth("…", TIMEOUT, async (server, newDatabase) => …)`. `sqlite` names the file's own server; the one on PostgreSQL
 * is given the same events by `fill`. `newDatabase` makes a further database that outlives its server.
 */
export function bothDatabases(sqlite, fill = async () => {}) {
  let postgres;
  before(async () => {
    postgres = await startServer({ "database.url": await newPostgresDatabase() });
    await fill(postgres);
  });
  return (name, options, check) => {
    test(`${name}, on SQLite`, options, () => check(sqlite(), newDatabase));
    test(`${name}, on PostgreSQL`, options, () => check(postgres, newPostgresDatabase));
  };
}
