import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { buildClientSchema, getIntrospectionQuery, parse, validate } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import { followInGraphiql, launchBrowser, newVisitor, serverOrigin } from "./support/browser.mjs";
import { startUnder } from "./support/prefix.mjs";
import { Api } from "./support/server.mjs";

const origin = serverOrigin();
const TIMEOUT = { timeout: 60_000 };
let browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

// Pages that are left open slow the next ones down.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** Opens the page as a new visitor, and returns when the editor shows the default query. */
async function openGraphiql(path = "/graphiql") {
  const { page, problems } = await newVisitor(browser, origin);
  const schemaAnswered = page.waitForResponse(`${origin}/graphql`);
  await page.goto(origin + path);
  await page.locator(".graphiql-query-editor", { hasText: "LatestWorkflow" }).waitFor();
  await (await schemaAnswered).finished();
  return { page, problems };
}

/** Asks for completions until the editor offers the wanted one: its worker gets the schema late. */
async function completeUntilOffered(page, wanted) {
  const option = page.locator(".suggest-widget.visible").getByRole("option", { name: wanted });
  for (let attempt = 0; attempt < 20 && !(await option.first().isVisible()); attempt += 1) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Space");
    await option
      .first()
      .waitFor({ timeout: 1_000 })
      .catch(() => {});
  }
}

for (const path of ["/graphiql", "/playground"]) {
  test(`${path} renders from its own server alone, without errors`, TIMEOUT, async () => {
    const { page, problems } = await openGraphiql(path);

    assert.equal(await page.title(), "GraphiQL · Event Mesh");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const tabs = await page.locator(".graphiql-tab-button").allTextContents();
    assert.deepEqual(tabs, ["LatestWorkflow", "PublishWidget", "UpdateOutcome"]);
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer", { hasText: "Mutation" }).waitFor();
    // What is still on its way may fail, too.
    await page.waitForTimeout(1_000);
    assert.deepEqual(problems, []);
  });
}

test("completion offers the fields of Query", TIMEOUT, async () => {
  const { page, problems } = await openGraphiql();

  await page.getByRole("button", { name: "New tab" }).click();
  await page.locator(".graphiql-query-editor .view-lines").click();
  await page.keyboard.type("{ ev");
  await completeUntilOffered(page, "events");

  const offered = await page.locator(".suggest-widget.visible .label-name").allTextContents();
  for (const field of ["event", "events"]) {
    assert.ok(offered.includes(field), `${field} is missing among ${offered}`);
  }
  assert.deepEqual(problems, []);
});

test("the prettify button formats the query and its variables", TIMEOUT, async () => {
  const { page, problems } = await openGraphiql();

  await page.getByRole("button", { name: "New tab" }).click();
  await page.locator(".graphiql-query-editor .view-lines").click();
  await page.keyboard.insertText("query  Tidy{viewer{role}}");
  await page.locator(".graphiql-editor-tool .view-lines").first().click();
  await page.keyboard.insertText('{"a":1}');
  await page.getByRole("button", { name: /^Prettify/ }).click();

  await page.locator(".graphiql-query-editor .view-line", { hasText: /^query.Tidy.{$/ }).waitFor();
  await page.locator(".graphiql-editor-tool .view-line", { hasText: /"a":.1/ }).waitFor();
  assert.deepEqual(problems, []);
});

test("the default query runs as it stands", TIMEOUT, async () => {
  const { page, problems } = await openGraphiql();

  const answered = page.waitForResponse(
    (response) => response.request().postDataJSON()?.operationName === "LatestWorkflow",
  );
  await page.locator(".graphiql-execute-button").click();
  const answer = await (await answered).json();
  const result = page.locator(".result-window", { hasText: '"data"' });
  await result.waitFor();

  assert.ok(answer.data.events, JSON.stringify(answer));
  // The pane draws only the lines in view, so the answer itself is asked too.
  assert.equal(answer.errors, undefined);
  assert.doesNotMatch(await result.textContent(), /"errors"/);
  assert.deepEqual(problems, []);
});

test("a subscription shows each event, until it is stopped", TIMEOUT, async () => {
  const { page, problems } = await openGraphiql();
  const server = new Api(`${origin}/graphql`);
  const result = (text) => page.locator(".result-window", { hasText: text }).waitFor();

  await page.getByRole("button", { name: "New tab" }).click();
  const socket = await followInGraphiql(page);
  assert.equal(socket.url(), server.url.replace(/^http/, "ws"));
  await server.publishUntil(result("follower.awaited"));
  for (const name of ["first.event", "second.event"]) {
    await server.publish(name);
    await result(name);
  }

  const closed = socket.waitForEvent("close");
  await page.locator(".graphiql-execute-button").click();
  await closed;
  await server.publish("third.event");
  await page.waitForTimeout(500);
  assert.match(await page.locator(".result-window").textContent(), /second\.event/);
  assert.deepEqual(problems, []);
});

test("behind a proxy it stays under the proxy's path", TIMEOUT, async () => {
  const proxy = await startUnder("/mesh", origin);
  for (const path of ["/mesh/graphiql", "/mesh/graphql", "/mesh/playground"]) {
    const { page, problems } = await newVisitor(browser, proxy);
    const schemaAnswered = page.waitForResponse(`${proxy}/mesh/graphql`);
    await page.goto(proxy + path);
    await page.locator(".graphiql-query-editor", { hasText: "LatestWorkflow" }).waitFor();
    await schemaAnswered;
    await page.getByRole("button", { name: "New tab" }).click();
    const socket = await followInGraphiql(page);
    assert.equal(socket.url(), `${proxy.replace("http", "ws")}/mesh/graphql`);
    await page.locator(".result-window", { hasText: "CaughtUp" }).waitFor();
    assert.deepEqual(problems, []);
    await page.context().close();
  }
});

test("the example tabs fit the server's schema", TIMEOUT, async () => {
  const { page } = await openGraphiql();
  const stored = await page.waitForFunction(() => localStorage.getItem("graphiql:tabState"));
  const { tabs } = JSON.parse(await stored.jsonValue());
  const response = await page.request.post(`${origin}/graphql`, {
    data: { query: getIntrospectionQuery() },
  });
  const schema = buildClientSchema((await response.json()).data);

  assert.equal(tabs.length, 3);
  for (const { query, variables } of tabs) {
    const document = parse(query);
    assert.deepEqual(validate(schema, document), []);
    const [operation] = document.definitions;
    const values = getVariableValues(
      schema,
      operation.variableDefinitions,
      JSON.parse(variables || "{}"),
    );
    assert.equal(values.errors, undefined);
  }
});
