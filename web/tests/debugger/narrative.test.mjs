import assert from "node:assert/strict";
import { test } from "node:test";
import { serverOrigin } from "../support/browser.mjs";
import { askWell, TIMEOUT, tellOutcome, withBrowser } from "../support/debugger.mjs";
import { lookAt } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import { newPrefix, publishStory, waitForParameter } from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

const SET = `mutation ($id: ID!, $input: NarrativeInput!) {
  setNarrative(eventId: $id, input: $input) { event { id } }
}`;
const NARRATIVE = `query ($id: ID!) {
  event(id: $id) { narrative { generatedBy longDescription aiSummary aiNarrative aiTags } }
}`;

const setNarrative = (id, input) => askWell(api, SET, { id, input });
const narrativeOf = async (id) => (await askWell(api, NARRATIVE, { id })).event.narrative;

/** A chain of three, the last of which expects something. */
async function newStory() {
  const prefix = newPrefix();
  await publishStory(api, prefix, [
    ["a"],
    ["b", ["a"]],
    [
      "c",
      [],
      {
        userIntent: { goal: "The goal of it all", expectedOutcome: "An end" },
        context: { relatedEvents: [`${prefix}b`] },
      },
    ],
  ]);
  return prefix;
}

const open = (prefix, name = "c", query = "") =>
  shared.open(api, `/w/${prefix}${name}?view=story${query}`);

const action = (page, name) =>
  page.getByRole("navigation", { name: "Chapters" }).getByRole("button", { name });
const field = (page, name) => page.getByRole("textbox", { name });
const save = (page) => page.getByRole("button", { name: /^Save narrative/ }).click();
const box = (page) => page.locator(".told-by");
const WRITTEN = /^Told by the template, \d\d:\d\d, from what led to/;
const trouble = (page) => page.getByRole("alert");

test(
  "a narrative is written, grows stale with an outcome, and is written anew",
  TIMEOUT,
  async () => {
    const prefix = await newStory();
    // What led to the first event is nothing: the narrative becomes that of the last.
    const { page, problems } = await open(prefix, "a");
    await page.locator(".chapter").first().waitFor();
    assert.equal(await page.getByRole("tab", { name: "Narrative", exact: true }).count(), 0);
    await box(page).getByRole("button", { name: "Write narrative" }).click();
    await page.getByText("Narrative written").waitFor();
    await waitForParameter(page, "told", "narrative");
    await box(page).getByText(WRITTEN).waitFor();
    await box(page)
      .getByRole("button", { name: /^Outcome missing c / })
      .waitFor();
    await page.getByText("Step 3 expects “An end”, and has no outcome yet.").waitFor();
    assert.equal((await narrativeOf(`${prefix}c`)).generatedBy, "TEMPLATE");
    await lookAt(page, "narrative-generated");

    await box(page).getByRole("button", { name: "Write anew" }).click();
    await page.getByText("Nothing changed since it was written").waitFor();

    await tellOutcome(api, `${prefix}c`, { outcome: "It ended well", verdict: "MET" });
    await box(page).getByText("Something changed since.").waitFor();
    await page.getByText("Step 3 expects “An end”, and has no outcome yet.").waitFor();
    await lookAt(page, "narrative-stale");
    await page.getByRole("tab", { name: "Template’s story" }).click();
    await box(page).getByText("Something changed since the narrative was written.").waitFor();
    await page.getByText("“It ended well”").first().waitFor();
    await box(page).getByRole("button", { name: "Write anew" }).click();
    await waitForParameter(page, "told", "narrative");
    await page.getByText("“It ended well”").first().waitFor();
    await box(page).getByText("Something changed since.").waitFor({ state: "detached" });
    assert.deepEqual(problems, []);
  },
);

test("what people wrote is written over only when the reader says so", TIMEOUT, async () => {
  const prefix = await newStory();
  const id = `${prefix}b`;
  const people = { longDescription: "Ours", aiSummary: "By hand", aiTags: ["one", "two"] };
  await setNarrative(id, people);
  const { page } = await open(prefix, "c", "&told=narrative");
  await box(page)
    .getByText(/^Written by people/)
    .waitFor();
  await action(page, "Write anew").click();
  await trouble(page).getByRole("heading", { name: "People wrote this narrative" }).waitFor();
  await trouble(page).getByText("By hand Tags: one, two").waitFor();
  await lookAt(page, "narrative-refused");
  await trouble(page).getByRole("button", { name: "Keep it as it is" }).click();
  await trouble(page).waitFor({ state: "detached" });
  assert.equal((await narrativeOf(id)).aiSummary, "By hand");

  await action(page, "Write anew").click();
  await trouble(page).getByRole("button", { name: "Let the template write it" }).click();
  await box(page).getByText(WRITTEN).waitFor();
  await trouble(page).waitFor({ state: "detached" });
  const { generatedBy, longDescription } = await narrativeOf(id);
  assert.deepEqual([generatedBy, longDescription], ["TEMPLATE", "Ours"]);
  await page.getByRole("region", { name: "In people’s words" }).getByText("Ours").waitFor();
});

test("people's words come back where the writer fails", TIMEOUT, async () => {
  const prefix = await newStory();
  const id = `${prefix}c`;
  await setNarrative(id, { aiNarrative: "By hand" });
  const { page } = await open(prefix, "c", "&told=narrative");
  await action(page, "Write anew").click();
  await trouble(page).getByRole("button", { name: "Let the template write it" }).waitFor();
  await page.route("**/graphql", async (route) => {
    const isGenerated = route.request().postDataJSON()?.operationName === "GenerateNarrative";
    const error = { message: "It broke.", extensions: { code: "INTERNAL_SERVER_ERROR" } };
    await (isGenerated ? route.fulfill({ json: { errors: [error] } }) : route.continue());
  });
  await trouble(page).getByRole("button", { name: "Let the template write it" }).click();
  await trouble(page).getByText("Nothing was written: It broke.").waitFor();
  assert.equal((await narrativeOf(id)).aiNarrative, "By hand");
});

test(
  "the narrative is edited where it is read, and is people's from then on",
  TIMEOUT,
  async () => {
    const prefix = await newStory();
    const { page, problems } = await open(prefix);
    await action(page, "Write narrative").click();
    await box(page).getByText(WRITTEN).waitFor();
    await action(page, "Edit").click();
    await page
      .getByText(/^Written by the template\. Once you save a change of these three/)
      .waitFor();
    assert.match(await field(page, "The narrative").inputValue(), /^# The goal of it all/);
    await lookAt(page, "narrative-edit");
    await field(page, "The story").fill("We added this");
    await save(page);
    await page
      .getByRole("region", { name: "In people’s words" })
      .getByText("We added this")
      .waitFor();
    await box(page).getByText(WRITTEN).waitFor();

    await action(page, "Edit").click();
    await field(page, "The narrative").fill("All by hand");
    await field(page, "Tags, with commas between them").fill("x, y");
    await save(page);
    await box(page)
      .getByText(/^Written by people/)
      .waitFor();
    await page.getByText("All by hand", { exact: true }).waitFor();
    await action(page, "Edit").click();
    await page.getByText(/^People wrote these three/).waitFor();
    await page.getByRole("button", { name: "Let the template write it" }).click();
    await trouble(page).getByText("All by hand").waitFor();
    assert.deepEqual(problems, []);
  },
);

test("what is typed stays, whatever is shown or said meanwhile", TIMEOUT, async () => {
  const prefix = await newStory();
  const { page } = await open(prefix);
  await action(page, "Edit").click();
  await field(page, "The story").fill("Half a sent");
  await page.keyboard.press("Escape");
  await action(page, "Go on editing").waitFor();
  await page.getByRole("tab", { name: "Graph", exact: true }).click();
  await page.locator(".node-card").first().waitFor();
  await page.getByRole("tab", { name: "Story", exact: true }).click();
  await action(page, "Go on editing").click();
  assert.equal(await field(page, "The story").inputValue(), "Half a sent");

  await setNarrative(`${prefix}c`, { longDescription: "Theirs", aiTags: ["their tag"] });
  const overtaken = trouble(page);
  await overtaken.getByText("The story: Theirs Tags: their tag").waitFor();
  assert.equal(await field(page, "The story").inputValue(), "Half a sent");
  assert.equal(await page.getByRole("button", { name: /^Save narrative/ }).count(), 0);
  await lookAt(page, "narrative-conflict");
  await overtaken.getByRole("button", { name: "Save mine over it" }).click();
  await page.getByRole("region", { name: "In people’s words" }).getByText("Half a sent").waitFor();
  const { longDescription, aiTags } = await narrativeOf(`${prefix}c`);
  assert.deepEqual([longDescription, aiTags], ["Half a sent", ["their tag"]]);
});

test("a save that another one overtakes is refused, and shows both", TIMEOUT, async () => {
  const prefix = await newStory();
  const { page } = await open(prefix);
  await action(page, "Edit").click();
  await field(page, "In a few sentences").fill("Mine");
  let isFirst = true;
  await page.route("**/graphql", async (route) => {
    if (route.request().postDataJSON()?.operationName === "WriteNarrative" && isFirst) {
      isFirst = false;
      await setNarrative(`${prefix}c`, { aiSummary: "Theirs" });
    }
    await route.continue();
  });
  await save(page);
  await trouble(page).getByText("In short: Theirs").waitFor();
  assert.equal(await field(page, "In a few sentences").inputValue(), "Mine");
  await trouble(page).getByRole("button", { name: "Take theirs" }).click();
  await page.getByRole("region", { name: "In short" }).getByText("Theirs").waitFor();
});

test(
  "the inspector says who wrote it, whether it is stale, and has it written",
  TIMEOUT,
  async () => {
    const prefix = await newStory();
    const { page, problems } = await shared.open(api, `/e/${prefix}b?tab=narrative`);
    await page.getByRole("button", { name: "Write it from what led here" }).click();
    await page.getByText(/^Told by the template, .* · revision 1$/).waitFor();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    assert.equal(await page.getByText("Something changed since.").count(), 0);
    await lookAt(page, "event-narrative-generated");
    await tellOutcome(api, `${prefix}b`, { outcome: "Told later" });
    await page.getByText("Something changed since.").waitFor();
    await page.getByRole("button", { name: "Write anew" }).click();
    await page.getByText(/ · revision 2$/).waitFor();
    await page.getByText("“Told later”").first().waitFor();
    await setNarrative(`${prefix}b`, { aiSummary: "By hand" });
    await page.getByText(/^Written by people, .* · revision 3$/).waitFor();
    await page.getByRole("button", { name: "Write it from what led here" }).click();
    await trouble(page).getByRole("button", { name: "Let the template write it" }).click();
    await page.getByText(/^Told by the template, .* · revision 5$/).waitFor();
    assert.deepEqual(problems, []);
  },
);
