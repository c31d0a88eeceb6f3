import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { newFolder, startServer } from "./support/server.mjs";
import { openGreetedSocket } from "./support/socket.mjs";

const TIMEOUT = { timeout: 20_000 };
const ANONYMOUS = { data: { viewer: { role: "ANONYMOUS" } } };
const GRAPHQL = { accept: "application/graphql-response+json" };

const hashOf = (algorithm, text) => createHash(algorithm).update(text).digest("hex");
const sha256 = (text) => hashOf("sha256", text);

/** The extension that Apollo's and urql's clients send. */
const persisted = (sha256Hash) => ({ persistedQuery: { version: 1, sha256Hash } });

let number = 0;

/** A document that no test has asked yet. */
function newDocument() {
  number += 1;
  return `query Number${number} { viewer { role } }`;
}

/** Asks with GET, as clients do that want their answers cached. */
async function askByGet({ url }, request) {
  const parameters = Object.entries(request).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  return response.json();
}

/** Asks over a WebSocket, and returns the answer, or the errors of a refusal. */
async function askBySocket(server, payload) {
  const raw = await openGreetedSocket(server);
  raw.say({ type: "subscribe", id: "1", payload });
  const { type, payload: answer } = await raw.hear();
  raw.socket.close();
  return type === "error" ? { errors: answer } : answer;
}

const WAYS = {
  POST: (server, request) => server.ask(request),
  GET: askByGet,
  "a WebSocket": askBySocket,
};

function assertRefused(answer, code, message) {
  assert.equal(answer.errors?.length, 1, JSON.stringify(answer));
  assert.ok(!("data" in answer));
  assert.equal(answer.errors[0].extensions.code, code);
  if (message) {
    assert.equal(answer.errors[0].message, message);
  }
}

let server;
let folder;

before(async () => {
  server = await startServer();
  folder = await newFolder();
});

/** Starts a server that trusts these documents, by their ids. */
async function startTrustingServer(documents, settings) {
  const file = path.join(folder, `${sha256(JSON.stringify(documents))}.json`);
  await writeFile(file, JSON.stringify(documents, null, 2));
  return startServer({ "documents.trusted": file, ...settings });
}

for (const [way, ask] of Object.entries(WAYS)) {
  test(`a document is registered by ${way}, and then known by its hash`, TIMEOUT, async () => {
    const query = newDocument();
    const extensions = persisted(sha256(query));
    assertRefused(
      await ask(server, { extensions }),
      "PERSISTED_QUERY_NOT_FOUND",
      "PersistedQueryNotFound",
    );
    assert.deepEqual(await ask(server, { query, extensions }), ANONYMOUS);
    for (const again of Object.values(WAYS)) {
      assert.deepEqual(await again(server, { extensions }), ANONYMOUS);
    }
  });

  test(`by ${way}, a hash of another document is refused, and not kept`, TIMEOUT, async () => {
    const [query, other] = [newDocument(), newDocument()];
    for (const hash of [sha256(other), "no hash", hashOf("md5", query)]) {
      const extensions = persisted(hash);
      assertRefused(await ask(server, { query, extensions }), "BAD_USER_INPUT");
      assertRefused(await ask(server, { extensions }), "PERSISTED_QUERY_NOT_FOUND");
    }
  });
}

test("a registered document takes variables and names its operations", TIMEOUT, async () => {
  const query = `
    query First { viewer { role } }
    query Second($wanted: Boolean!) { viewer { role @include(if: $wanted) } }`;
  const extensions = persisted(sha256(query));
  const chosen = { operationName: "Second", variables: { wanted: false } };
  for (const request of [{ query, extensions }, { extensions }]) {
    const answer = await server.ask({ ...request, ...chosen });
    assert.deepEqual(answer, { data: { viewer: {} } });
  }
});

test("a registered mutation doesn't run by GET", TIMEOUT, async () => {
  const query = 'mutation { publish(input: { eventName: "x", payload: {} }) { created } }';
  const extensions = persisted(sha256(query));
  assert.deepEqual(await server.ask({ query, extensions }), {
    data: { publish: { created: true } },
  });
  assertRefused(await askByGet(server, { extensions }), "BAD_USER_INPUT");
});

test("a document that is refused is not registered", TIMEOUT, async () => {
  const query = "{ viewer {";
  const extensions = persisted(sha256(query));
  assertRefused(await server.ask({ query, extensions }), "GRAPHQL_PARSE_FAILED");
  assertRefused(await server.ask({ extensions }), "PERSISTED_QUERY_NOT_FOUND");
});

test("an unknown hash has the status that its form of answer asks for", TIMEOUT, async () => {
  const body = JSON.stringify({ extensions: persisted(sha256("unknown")) });
  const headers = { "content-type": "application/json" };
  for (const [accept, status] of [
    ["application/json", 200],
    [GRAPHQL.accept, 400],
  ]) {
    const request = { method: "POST", headers: { ...headers, accept }, body };
    const response = await fetch(server.url, request);
    assert.equal(response.status, status);
    await response.body.cancel();
  }
});

/** What the client preset of GraphQL Code Generator writes to persisted-documents.json. */
const GENERATED = [
  "query Role { viewer { role } }",
  "mutation Publish($input: PublishInput!) { publish(input: $input) { created } }",
];
/** What Relay's compiler writes to the file that its persistConfig names. */
const RELAYED = ["query RoleQuery {\n  viewer {\n    role\n  }\n}\n"];

for (const [writer, documents, algorithm, names] of [
  ["GraphQL Code Generator", GENERATED, "sha1", ["documentId"]],
  ["Relay", RELAYED, "md5", ["doc_id", "documentId"]],
]) {
  const ids = documents.map((text) => hashOf(algorithm, text));
  const written = Object.fromEntries(documents.map((text, index) => [ids[index], text]));

  test(`documents that ${writer} wrote are known by their ids`, TIMEOUT, async () => {
    const trusting = await startTrustingServer(written);
    for (const ask of Object.values(WAYS)) {
      for (const name of names) {
        assert.deepEqual(await ask(trusting, { [name]: ids[0] }), ANONYMOUS);
        const unknown = await ask(trusting, { [name]: "unknown" });
        assertRefused(unknown, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
      }
      // Others run as well, unless they are forbidden.
      assert.deepEqual(await ask(trusting, { query: newDocument() }), ANONYMOUS);
    }
  });

  test(`only the documents that ${writer} wrote run where others mustn't`, TIMEOUT, async () => {
    const strict = await startTrustingServer(written, { "documents.only_trusted": true });
    for (const ask of Object.values(WAYS)) {
      assert.deepEqual(await ask(strict, { [names[0]]: ids[0] }), ANONYMOUS);
      assert.deepEqual(await ask(strict, { query: documents[0] }), ANONYMOUS);

      const query = newDocument();
      const extensions = persisted(sha256(query));
      assertRefused(await ask(strict, { query }), "FORBIDDEN");
      assertRefused(await ask(strict, { query, extensions }), "FORBIDDEN");
      assertRefused(await ask(strict, { extensions }), "PERSISTED_QUERY_NOT_FOUND");
    }
  });
}

test("a document that isn't trusted has the status 403", TIMEOUT, async () => {
  const documents = { known: GENERATED[0] };
  const strict = await startTrustingServer(documents, { "documents.only_trusted": true });

  const response = await fetch(strict.url, {
    method: "POST",
    headers: { ...GRAPHQL, "content-type": "application/json" },
    body: JSON.stringify({ query: newDocument() }),
  });
  assert.equal(response.status, 403);
  assertRefused(await response.json(), "FORBIDDEN");
});

test("a document and an id of another are refused together", TIMEOUT, async () => {
  const query = newDocument();
  for (const ask of Object.values(WAYS)) {
    assertRefused(await ask(server, { query, documentId: "some" }), "BAD_USER_INPUT");
  }
});
