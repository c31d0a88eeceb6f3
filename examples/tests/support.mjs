import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { SECRET } from "../../web/tests/support/tokens.mjs";

const { resolve } = createRequire(import.meta.url);
const binaryOf = (name, file) => path.join(path.dirname(resolve(`${name}/package.json`)), file);

const VITE = [binaryOf("vite", "bin/vite.js"), "preview", "--host", "127.0.0.1"];
const NEXT = [binaryOf("next", "dist/bin/next"), "start", "--hostname", "127.0.0.1"];

/** How each example's own server is started. */
export const EXAMPLES = { apollo: VITE, urql: VITE, nextjs: NEXT };

/**
 * Starts the server of an example, on a free port, as that of a user whose tokens last so many seconds.
 * It is stopped when the file's tests are over.
 */
export async function startExample(name, { api, user, tokenSeconds }) {
  const server = spawn(process.execPath, [...EXAMPLES[name], "--port", "0"], {
    cwd: fileURLToPath(new URL(`../${name}`, import.meta.url)),
    env: {
      PATH: process.env.PATH,
      NO_COLOR: "1",
      EVENT_MESH_URL: api,
      SUPABASE_JWT_SECRET: SECRET,
      EXAMPLE_USER: user,
      TOKEN_SECONDS: String(tokenSeconds),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(server, "exit");
  after(async () => {
    // Next.js would wait for streams that are open.
    server.kill("SIGKILL");
    await exited;
  });
  // What proxies say of connections that tests cut is no news.
  server.stderr.resume();
  for await (const line of createInterface(server.stdout)) {
    const address = /http:\/\/(localhost|127\.0\.0\.1):(\d+)/.exec(line);
    if (address) {
      server.stdout.resume();
      return { port: Number(address[2]) };
    }
  }
  throw new Error(`${name} did not start`);
}
