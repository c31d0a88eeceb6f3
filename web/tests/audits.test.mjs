import assert from "node:assert/strict";
import { before, test } from "node:test";
import { serverAudits } from "graphql-http";
import { startServer } from "./support/server.mjs";

let server;

before(async () => {
  server = await startServer();
});

for (const audit of serverAudits({ url: () => server.url })) {
  test(`${audit.id}: the server ${audit.name}`, { timeout: 10_000 }, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, "ok", reason);
  });
}
