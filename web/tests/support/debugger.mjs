import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { launchBrowser, newVisitor } from "./browser.mjs";

export const TIMEOUT = { timeout: 60_000 };

const UPDATE_OUTCOME = `mutation ($id: ID!, $input: OutcomeInput!) {
  updateOutcome(id: $id, input: $input) { event { revision } }
}`;

/** The data of an answer without errors. */
export async function askWell(server, query, variables = {}) {
  const { data, errors } = await server.ask({ query, variables });
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/** Tells what came of an event. */
export const tellOutcome = (server, id, input) => askWell(server, UPDATE_OUTCOME, { id, input });

/** A browser for the tests of a file, whose pages are closed after each. */
export function withBrowser() {
  const shared = {};
  before(async () => {
    shared.browser = await launchBrowser();
  });
  after(() => shared.browser?.close());
  afterEach(() => Promise.all(shared.browser.contexts().map((context) => context.close())));

  /** Opens the page as a new visitor; `problems` is what went wrong on it so far. */
  shared.open = async (server, address = "/", options = {}) => {
    const { page, problems } = await newVisitor(shared.browser, server.origin, options);
    page.setDefaultTimeout(10_000);
    await page.goto(server.origin + address);
    return { page, problems };
  };
  return shared;
}

/** The rows of the table that are drawn. */
export const rowsOf = (page) => page.locator(".table-row");

/** The names of the events in the rows that are drawn, from the top. */
export const namesOf = (page) => page.locator(".table-row .event-name").allTextContents();

/** Waits until the rows that are drawn begin with these names. */
export async function waitForNames(page, names) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const drawn = await page
      .locator(".table-row")
      .evaluateAll((rows) =>
        rows
          .sort((a, b) => a.getAttribute("aria-rowindex") - b.getAttribute("aria-rowindex"))
          .map((row) => row.querySelector(".event-name")?.textContent),
      );
    if (names.every((name, index) => drawn[index] === name)) {
      return;
    }
    assert.ok(Date.now() < deadline, `${page.url()} shows ${drawn.slice(0, 8)}, not ${names}`);
    await page.waitForTimeout(40);
  }
}

/** The query of the page's address. */
export const queryOf = (page) => new URL(page.url()).search;

/** Waits until the address has this query. */
export const waitForQuery = (page, query) =>
  page.waitForFunction((wanted) => location.search === wanted, query, { timeout: 5_000 });

/** Goes to another address within the page, as its own links do. */
export const visit = (page, address) =>
  page.evaluate((to) => history.pushState(null, "", to), address);

/** Every request for a document of this name from now on, with its variables. */
export function requestsFor(page, documentName) {
  const found = [];
  page.on("request", (request) => {
    const body = request.method() === "POST" ? request.postDataJSON() : undefined;
    if (body?.operationName === documentName) {
      found.push(body.variables);
    }
  });
  return found;
}
