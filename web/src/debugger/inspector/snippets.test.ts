import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { parse } from "graphql";
import { curlSnippet, graphqlSnippet, typescriptSnippet } from "./snippets";

const context = {
  id: 'it\'s "one" $HOME `id`',
  tenant: undefined,
  endpoint: "http://127.0.0.1:8080/graphql",
  asksWho: false,
};

test("the query is GraphQL, whatever the id holds", () => {
  const [operation] = parse(graphqlSnippet(context)).definitions;
  assert.match(JSON.stringify(operation), /it's \\"one\\" \$HOME `id`/);
  assert.match(graphqlSnippet({ ...context, tenant: "t" }), /tenantId: "t"/);
});

test("a shell hands curl's arguments over as they are meant", () => {
  const script = `curl() { printf '%s\\n' "$@"; }; ${curlSnippet(context)}`;
  const lines = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n");
  assert.equal(lines[1], context.endpoint);
  const { query } = JSON.parse(lines.at(-1) ?? "");
  assert.match(query, /it's \\"one\\" \$HOME `id`/);
  assert.doesNotThrow(() => parse(query));
});

test("a token is named only where the server asks for one, and never shown", () => {
  assert.doesNotMatch(curlSnippet(context), /authorization/);
  assert.match(curlSnippet({ ...context, asksWho: true }), /Bearer \$EVENT_MESH_TOKEN/);
  assert.doesNotMatch(typescriptSnippet(context), /authorization/);
  assert.match(typescriptSnippet({ ...context, asksWho: true }), /"Bearer " \+ token/);
});
