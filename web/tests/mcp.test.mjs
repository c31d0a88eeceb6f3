// The tools for agents, with the official client of the Model Context Protocol.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { startServer } from "./support/server.mjs";
import { SECRET, token } from "./support/tokens.mjs";

const TIMEOUT = { timeout: 20_000 };
const TOOLS = ["search_events", "get_event", "get_workflow", "explain_error", "event_stats"];
let server;

before(async () => {
  server = await startServer();
  const stored = await fetch(`${server.origin}/sample`, { method: "POST" });
  assert.equal(stored.status, 200);
});

/** A client that is connected. Closed with the test. */
async function connect(context, { origin }, headers = {}) {
  const client = new Client({ name: "event-mesh-tests", version: "1.0.0" });
  const url = new URL("/mcp", origin);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  context.after(() => client.close());
  return client;
}

/** What a tool answers: the JSON behind the line that says that it is data. */
async function call(client, name, args = {}) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  assert.equal(content.length, 1);
  const [{ type, text }] = content;
  assert.equal(type, "text");
  if (isError) {
    return JSON.parse(text);
  }
  const [notice, json] = text.split("\n");
  assert.match(notice, /untrusted/);
  return JSON.parse(json);
}

test("the client learns what the server is, and what its tools take", TIMEOUT, async (context) => {
  const client = await connect(context, server);
  assert.equal(client.getServerVersion().name, "event-mesh");
  assert.match(client.getInstructions(), /untrusted data/);
  const { tools, nextCursor } = await client.listTools();
  assert.equal(nextCursor, undefined);
  assert.deepEqual(
    tools.map((tool) => tool.name),
    TOOLS,
  );
  for (const { description, inputSchema, annotations } of tools) {
    assert.match(description, /untrusted data/);
    assert.equal(inputSchema.type, "object");
    assert.equal(annotations.readOnlyHint, true);
  }
});

test("the client calls every tool", TIMEOUT, async (context) => {
  const client = await connect(context, server);
  const { events, cursor } = await call(client, "search_events", { limit: 5 });
  assert.equal(events.length, 5);
  const { events: others } = await call(client, "search_events", { limit: 5, cursor });
  const ids = new Set([...events, ...others].map((event) => event.id));
  assert.equal(ids.size, 10);

  const completed = await call(client, "search_events", { names: ["workflow.completed"] });
  const [{ id }] = completed.events;
  const { event, causes } = await call(client, "get_event", { id });
  assert.equal(event.id, id);
  assert.ok(causes.count > 0);

  const workflow = await call(client, "get_workflow", { id });
  assert.equal(workflow.events.at(-1).id, id);
  assert.ok(workflow.edges.some((edge) => edge.to === id));

  const explained = await call(client, "explain_error", { id });
  assert.equal(explained.event.id, id);

  const counted = await call(client, "event_stats", { by: "OUTCOME_STATE" });
  assert.ok(counted.total > 400);
  assert.ok(counted.rows.every((row) => row.count > 0));
});

test("why was this skipped?", TIMEOUT, async (context) => {
  const client = await connect(context, server);
  const { events } = await call(client, "search_events", { names: ["automation.skipped"] });
  const { summary, event, steps } = await call(client, "explain_error", { id: events[0].id });
  assert.match(event.outcome, /the token had been withdrawn/);
  const [cause] = steps;
  assert.equal(cause.eventName, "error.occurred");
  assert.equal(cause.payload.code, "TOKEN_WITHDRAWN");
  assert.deepEqual(cause.evidence, [cause.id, event.id]);
  assert.ok(summary.includes(cause.id), summary);
});

test("the client is told what is wrong", TIMEOUT, async (context) => {
  const client = await connect(context, server);
  const { error } = await call(client, "get_event", { id: "nowhere" });
  assert.deepEqual(error, { code: "NOT_FOUND", argument: "id", message: "there is no such event" });
  await assert.rejects(client.callTool({ name: "publish" }), /no such tool/);
});

test("the client shows its credentials", TIMEOUT, async (context) => {
  const asking = await startServer({ "auth.jwt_secret": SECRET, "mcp.enabled": true });
  await assert.rejects(connect(context, asking), /401|credentials/i);
  const client = await connect(context, asking, { authorization: `Bearer ${token()}` });
  const { events } = await call(client, "search_events");
  assert.deepEqual(events, []);
});
