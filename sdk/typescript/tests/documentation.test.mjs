// What docs/clients.md tells clients that others wrote, held to the schema.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const read = (path) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

const schema = (await read("schema.graphql")).replaceAll(/"""[\s\S]*?"""/g, "");
const sections = (await read("docs/clients.md")).split(/^## /m);
const sectionOf = (title) => sections.find((section) => section.startsWith(`${title}\n`));

/** The names of the definitions of this kind, and what stands in their braces. */
const definitions = (kind) =>
  [...schema.matchAll(new RegExp(`^${kind} (\\w+)[^{\\n]*({[^}]*})?`, "gm"))].map(
    ([, name, body]) => ({ name, body }),
  );

for (const title of ["The scalars", "GraphQL Code Generator", "gql.tada", "Relay", "Python"]) {
  test(`${title} has every scalar of the schema`, () => {
    const names = definitions("scalar").map(({ name }) => name);
    assert.ok(names.length > 0);
    const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(sectionOf(title)));
    assert.deepEqual(missing, []);
  });
}

test("Graphcache is told of every type without an id", () => {
  const hasKey = /^\s+id: ID!/m;
  const isKnown = /^(Query|Mutation|Subscription|PageInfo)$|(Connection|Edge|Payload)$/;
  const messages = /^type \w+ implements StreamMessage/m;
  const embedded = definitions("type").filter(
    ({ name, body }) =>
      !hasKey.test(body) &&
      (!isKnown.test(name) || name === "WorkflowEdge") &&
      !messages.test(schema.slice(schema.indexOf(`type ${name} `)).split("\n", 1)[0]),
  );
  const told = [...sectionOf("urql with Graphcache").matchAll(/(\w+): embedded/g)];
  assert.deepEqual(
    told.map(([, name]) => name),
    embedded.map(({ name }) => name).toSorted(),
  );
});

test("Apollo Client is told what implements which interface", () => {
  for (const { name } of definitions("interface")) {
    const implementers = [
      ...schema.matchAll(new RegExp(`^type (\\w+) implements ${name}\\b`, "gm")),
    ];
    const names = implementers.map(([, type]) => `"${type}"`).toSorted();
    assert.ok(sectionOf("Apollo Client").includes(`${name}: [${names.join(", ")}]`), name);
  }
});
