/**
 * The server takes for valid what graphql-js takes for valid, and answers in the same form. Documents
 * are random, the same each time: `EVENT_MESH_TEST_SEED` makes others of them, and
 * `EVENT_MESH_TEST_DOCUMENTS` more.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { change, changes, damage } from "./support/documents/break.mjs";
import { Generator } from "./support/documents/generate.mjs";
import { language } from "./support/documents/language.mjs";
import { brokenRules, nameOf, rules, shapeOf } from "./support/documents/oracle.mjs";
import { Random } from "./support/documents/random.mjs";
import { validation } from "./support/documents/validation.mjs";
import { startServer } from "./support/server.mjs";

const SEED = Number(process.env.EVENT_MESH_TEST_SEED ?? 1);
const DOCUMENTS = Number(process.env.EVENT_MESH_TEST_DOCUMENTS ?? 2_000);
const TIMEOUT = { timeout: 60_000 + DOCUMENTS * 20 };
/** How many documents are asked at once. */
const AT_ONCE = 16;
const REFUSALS = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"];
/** No document has an operation of this name: the server validates it and runs nothing. */
const NOTHING = "NoSuchOperation";

let server;

before(async () => {
  // What a document costs is no part of the specification.
  server = await startServer({ "limits.complexity": 1_000_000 });
  const cause = await server.publish("provider.connected", [], "a");
  await server.publish("widget.created", [cause], "b");
  await server.updateOutcome("b", "Failures can be seen");
});

/** Why the server refuses a document; undefined when it doesn't. */
async function refusalOf(query) {
  const { errors } = await server.ask({ query, operationName: NOTHING });
  const { message, extensions } = errors[0];
  if (REFUSALS.includes(extensions.code)) {
    return message;
  }
  assert.match(message, /no operation named/, query);
}

/** Asks the server and the oracle about a document, which must be of the same opinion. */
async function compare(query) {
  const broken = brokenRules(query);
  const refusal = await refusalOf(query);
  const opinions = `${JSON.stringify(query)}\nserver: ${refusal}\ngraphql-js: ${broken}`;
  assert.equal(refusal !== undefined, broken.length > 0, opinions);
  return broken;
}

/** Does something with each item, some at a time. */
async function each(items, act) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

for (const [section, rule, accepted, refused, note] of [...language, ...validation]) {
  test(`${section} ${rule}${note ? ` (${note})` : ""}`, TIMEOUT, async () => {
    if (accepted) {
      assert.deepEqual(await compare(accepted), []);
    }
    if (refused) {
      assert.notDeepEqual(await compare(refused), []);
    }
  });
}

/** A random document that is valid, or nearly so. */
const valid = (random) => new Generator(random).document();

/** One with parts of its text left out, put in, or put elsewhere. */
const damaged = (random) => damage(valid(random), random);

/** One that is changed in one of all ways, of which the number says which. */
function changed(random, number) {
  const how = changes[number % changes.length];
  let text;
  while (!text) {
    text = change(valid(random), how, random);
  }
  return text;
}

test("the server refuses the documents that graphql-js refuses", TIMEOUT, async () => {
  const random = new Random(SEED);
  const kinds = [valid, changed, damaged];
  const documents = Array.from({ length: DOCUMENTS }, (_, number) =>
    kinds[number % kinds.length](random, number),
  );
  const seen = new Map();
  await each(documents, async (document) => {
    for (const rule of await compare(document)) {
      seen.set(rule, (seen.get(rule) ?? 0) + 1);
    }
  });
  const missed = rules.map(nameOf).filter((rule) => !seen.has(rule));
  assert.deepEqual(missed, [], "each rule was broken");
});

test("answers have the fields that graphql-js collects, in its order", TIMEOUT, async () => {
  const random = new Random(SEED);
  const documents = Array.from({ length: DOCUMENTS / 3 }, () =>
    new Generator(random, true).document(["query"]),
  );
  let compared = 0;
  await each(documents, async (query) => {
    if (brokenRules(query).length > 0) {
      return;
    }
    const { data, errors } = await server.ask({ query });
    if (errors) {
      return;
    }
    const expected = await shapeOf(query, data);
    assert.equal(JSON.stringify({ data }), JSON.stringify(expected), query);
    compared += 1;
  });
  assert.ok(compared > documents.length / 5, `${compared} of ${documents.length}`);
});
