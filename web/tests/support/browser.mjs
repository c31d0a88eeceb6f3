import { chromium } from "playwright-core";
import { FOLLOW } from "./server.mjs";

/** A name under which Chromium finds this machine, for pages whose origin is not a local one. */
export const ELSEWHERE = "elsewhere.test";

/** No other machine is there but the one with the server under test. */
const HOSTS = [
  `MAP *${ELSEWHERE} 127.0.0.1`,
  "MAP * ~NOTFOUND",
  "EXCLUDE 127.0.0.1",
  `EXCLUDE ${new URL(process.env.EVENT_MESH_URL ?? "http://127.0.0.1").hostname}`,
];

const LAUNCH_OPTIONS = {
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium-headless-shell",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--host-resolver-rules=${HOSTS.join(", ")}`,
  ],
};

/** The origin of the server under test. */
export function serverOrigin() {
  const address = process.env.EVENT_MESH_URL;
  if (!address) {
    throw new Error(
      "EVENT_MESH_URL is not set: start an Event Mesh server and set it to that server's address, " +
        "for example EVENT_MESH_URL=http://127.0.0.1:4000",
    );
  }
  return new URL(address).origin;
}

export const launchBrowser = () => chromium.launch(LAUNCH_OPTIONS);

/** A page of a visitor who has never been here, and what went wrong on it so far. */
export async function newVisitor(browser, origin, options = {}) {
  const viewport = { width: 1400, height: 850 };
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`uncaught ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") {
      problems.push(`console ${message.text()}`);
    }
  });
  // Workers fetch their scripts themselves: only the context sees every request.
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) {
      problems.push(`request to another origin ${url.href}`);
    }
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) {
      problems.push(`socket to another host ${socket.url()}`);
    }
  });
  // What is superseded is aborted by the page itself.
  const isAborted = (request) => request.failure()?.errorText === "net::ERR_ABORTED";
  context.on("requestfailed", (request) => {
    if (!isAborted(request)) {
      problems.push(`failed request ${request.url()}`);
    }
  });
  context.on("response", (response) => {
    if (response.status() >= 400) {
      problems.push(`status ${response.status()} for ${response.url()}`);
    }
  });
  return { page, problems };
}

/** Types the subscription and runs it, again while the editor isn't ready for it. */
export async function followInGraphiql(page) {
  for (;;) {
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.press("Control+A");
    // On one line: the editor closes braces itself where lines break.
    await page.keyboard.insertText(FOLLOW.replaceAll(/\s+/g, " "));
    // GraphiQL looks at what it is to run only after a pause.
    await page.waitForTimeout(1_000);
    const opened = page.waitForEvent("websocket", { timeout: 5_000 }).catch(() => undefined);
    await page.locator(".graphiql-execute-button").click();
    const socket = await opened;
    if (socket) {
      return socket;
    }
  }
}
