import assert from "node:assert/strict";
import { test } from "node:test";
import { serverOrigin } from "../support/browser.mjs";
import { TIMEOUT, visit, withBrowser } from "../support/debugger.mjs";
import { lookAt } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import { newPrefix, publishStory, waitForParameter } from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

const CHAIN = [["a"], ["b", ["a"]], ["c", ["b"]], ["d", ["c"]]];
const QUIET = { shouldDocument: false };

async function open(story, name, query = "") {
  const prefix = newPrefix();
  await publishStory(api, prefix, story);
  return shared.open(api, `/w/${prefix}${name}?view=story${query}`);
}

/** Opens a story that is answered in the server's place, as often as `answer` returns something. */
async function openAnswered(answer) {
  const prefix = newPrefix();
  await publishStory(api, prefix, CHAIN);
  const { page } = await shared.open(api, "/e/none");
  await page.route("**/graphql", async (route) => {
    const isStory = route.request().postDataJSON()?.operationName === "Story";
    const given = isStory ? await answer() : undefined;
    await (given ? route.fulfill({ json: given }) : route.continue());
  });
  await page.goto(`${origin}/w/${prefix}d?view=story`);
  return page;
}

const box = (page) => page.locator(".told-by");

test("where nothing is documented, every event is told", TIMEOUT, async () => {
  const { page } = await open(
    [
      ["a", [], QUIET],
      ["b", ["a"], QUIET],
    ],
    "a",
  );
  await box(page).getByText("Told by the template from 2 events. None is marked").waitFor();
  await page.getByText("None of these events says what was expected of it.").waitFor();
  await lookAt(page, "story-undocumented");
});

test("one event is a story, too", TIMEOUT, async () => {
  const { page } = await open([["a"]], "a");
  await box(page)
    .getByText("Told by the template from 1 documented event. What leads here")
    .waitFor();
  await page
    .getByRole("region", { name: /^What happened/ })
    .getByText("To: “Goal of a”.")
    .waitFor();
  await lookAt(page, "story-one");
});

test("a story that isn't whole says so, and goes deeper", TIMEOUT, async () => {
  const { page } = await open(CHAIN, "a", "&depth=2");
  await box(page).getByText("Further events lie beyond depth 2").waitFor();
  await lookAt(page, "story-truncated");
  await box(page).getByRole("button", { name: "show depth 4" }).click();
  await waitForParameter(page, "depth", "4");
  await box(page).getByText("from 4 documented events").waitFor();
  assert.equal(await box(page).getByText("Further events").count(), 0);
});

test("while it is told there are shapes, and what failed can be tried again", TIMEOUT, async () => {
  let fail;
  const failed = new Promise((resolve) => {
    fail = resolve;
  });
  let isBroken = true;
  const page = await openAnswered(async () => {
    await failed;
    const extensions = { code: "TIMEOUT", retryable: true };
    return isBroken ? { errors: [{ message: "It took too long.", extensions }] } : undefined;
  });
  await page.getByRole("status", { name: "Loading the story" }).waitFor();
  await page.waitForTimeout(400);
  await lookAt(page, "story-loading");
  fail();
  await page.getByRole("alert").getByText("It took too long.").waitFor();
  isBroken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".chapter").first().waitFor();
});

test("without a network it stays, and says that none is written", TIMEOUT, async () => {
  const { page } = await open(CHAIN, "d");
  await page.locator(".chapter").first().waitFor();
  await page.context().setOffline(true);
  await box(page).getByText("You are offline: this is the story as it was told last").waitFor();
  assert.ok(await box(page).getByRole("button", { name: "Write narrative" }).isDisabled());
  await page.locator(".chapter").first().waitFor();
  await lookAt(page, "story-offline");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.context().setOffline(false);
  await page.getByRole("textbox", { name: "The story" }).waitFor();
});

test("a story that was never loaded waits for a network", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishStory(api, prefix, CHAIN);
  const { page } = await shared.open(api, `/w/${prefix}d?view=table`);
  await page.getByRole("cell", { name: "step.d" }).waitFor();
  await page.getByRole("tab", { name: "Story", exact: true }).click();
  await page.locator(".chapter").first().waitFor();
  await page.getByRole("tab", { name: "Table", exact: true }).click();
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  // The view's files are there by now; of this other story nothing is.
  await visit(page, `/w/${prefix}d?view=story&dir=causes`);
  await page.getByRole("heading", { name: "The story isn’t here yet" }).waitFor();
  await lookAt(page, "story-offline-missing");
  await page.context().setOffline(false);
  await page.locator(".chapter").first().waitFor();
});
