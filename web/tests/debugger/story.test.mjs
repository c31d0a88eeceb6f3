import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { serverOrigin } from "../support/browser.mjs";
import { askWell, requestsFor, TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { storeSample } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import { newPrefix, publishStory, waitForParameter } from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

const chapter = (page, name) => page.getByRole("region", { name: new RegExp(`^${name}`) });
const chips = (place) => place.locator(".event-chip");
const chapters = (page) => page.getByRole("navigation", { name: "Chapters" });
const currentChapter = (page) => chapters(page).locator("[aria-current]").textContent();
const expectations = (page) =>
  page.getByRole("complementary", { name: "Expected, and what came of it" });

/** An event whose goal is that of its name, with what it expected and what came of it. */
const told = ([expectedOutcome, outcome, verdict], relatedEvents = []) => ({
  userIntent: { goal: `See ${expectedOutcome ?? outcome}`, expectedOutcome },
  context: { relatedEvents, outcome, verdict },
});

/** An event that expects something, and one behind it that answers. */
async function publishAnswered(prefix) {
  await publishStory(api, prefix, [
    ["a", [], told(["a ticket"])],
    ["b", [], told([undefined, "PAY-412", "MET"], [`${prefix}a`])],
    ["c", [], told(["a mail", "no mail", "NOT_MET"], [`${prefix}b`])],
    ["d", [], told(["an end"], [`${prefix}c`])],
  ]);
}

test("the story is sentences with the events that they rest on", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishAnswered(prefix);
  const { page, problems } = await shared.open(api, `/w/${prefix}d?view=story`);
  await page.getByText("Told by the template from 4 documented events.").waitFor();
  assert.deepEqual(await chapters(page).locator("li").allTextContents(), [
    "In short",
    "Why",
    "What happened",
    "What went wrong",
    "Expected and actual",
    "Still open",
  ]);
  const steps = chapter(page, "What happened").locator("li.is-step");
  assert.equal(await steps.count(), 4);
  assert.match(await steps.nth(1).textContent(), /^2\. Step b, .* follows from 1\..*“PAY-412”/);
  assert.match(await chips(steps.nth(1)).textContent(), /^b\d\d:\d\d$|^b\d+ \w+ \d\d:\d\d$/);
  await chips(steps.nth(1)).getByRole("img", { name: "Met", exact: true }).waitFor();
  assert.match(await chapter(page, "Still open").textContent(), /Step 4 expects “an end”/);

  await chips(steps.nth(1)).click();
  await waitForParameter(page, "sel", `${prefix}b`);
  const inspector = page.getByRole("complementary", { name: "Selected event" });
  await inspector.getByRole("heading", { name: "step.b" }).waitFor();
  await chips(steps.nth(1)).and(page.locator("[aria-pressed=true]")).waitFor();
  assert.ok((await page.locator(".event-chip[aria-pressed=true]").count()) > 1);
  await inspector.getByRole("button", { name: "Close" }).click();
  await inspector.waitFor({ state: "detached" });
  assert.deepEqual(problems, []);
});

test("what was expected stands beside what answers it", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishAnswered(prefix);
  const { page, problems } = await shared.open(api, `/w/${prefix}d?view=story`);
  const list = expectations(page);
  await list.getByRole("img", { name: "1 met, 1 not met, 1 outcome missing" }).waitFor();
  await list.getByRole("button", { name: /a ticket PAY-412/ }).waitFor();
  await list.getByRole("button", { name: /an end Outcome missing for 2 h/ }).waitFor();
  assert.equal(await list.locator(".answer").count(), 1, "of others the outcome is their own");
  await list.getByRole("button", { name: "1 → 2, answered by step.b" }).click();
  await waitForParameter(page, "sel", `${prefix}b`);
  await list.getByRole("button", { name: /a mail no mail/ }).click();
  await waitForParameter(page, "sel", `${prefix}c`);
  assert.deepEqual(problems, []);
});

test("of many expectations the first are listed, and all are counted", TIMEOUT, async () => {
  const prefix = newPrefix();
  const many = Array.from({ length: 60 }, (_, index) => [
    `e${index}`,
    [],
    told([`thing ${index}`], [`${prefix}hub`]),
  ]);
  await publishStory(api, prefix, [["hub"], ...many]);
  const { page } = await shared.open(api, `/w/${prefix}hub?view=story`);
  const list = expectations(page);
  await list.getByRole("img", { name: "60 outcome missing" }).waitFor();
  assert.equal(await list.locator("li").count(), 50);
  await list.getByRole("button", { name: "Show 10 more" }).click();
  assert.equal(await list.locator("li").count(), 60);
});

test("the story is copied and saved as Markdown", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishAnswered(prefix);
  const { page, problems } = await shared.open(api, `/w/${prefix}d?view=story`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    chapters(page).getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "see-an-end.md");
  const written = await readFile(await file.path(), "utf8");
  assert.match(written, /^# See an end\n/);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  await chapters(page).getByRole("button", { name: "Copy Markdown" }).click();
  await page.getByText("Markdown copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), written);
  assert.deepEqual(problems, []);
});

test("the chapter that is read is marked, and each is a click away", TIMEOUT, async () => {
  const sample = await storeSample(origin);
  const { page } = await shared.open(api, `/w/${sample}reminders-skipped?view=story`);
  await chapters(page).getByRole("button", { name: "In short" }).waitFor();
  assert.equal(await currentChapter(page), "In short");
  await chapters(page).getByRole("button", { name: "What happened" }).click();
  assert.equal(await currentChapter(page), "What happened");
  const heading = page.getByRole("heading", { name: /^What happened/ });
  assert.ok((await heading.boundingBox()).y < 300);
  await page.getByRole("article").hover();
  await page.mouse.wheel(0, 20_000);
  await page.waitForFunction(
    () => document.querySelector(".chapters [aria-current]").textContent === "Still open",
  );
  await page.mouse.wheel(0, -20_000);
  await page.waitForFunction(
    () => document.querySelector(".chapters [aria-current]").textContent === "In short",
  );
});

test("keys go through the events as they are told, and to the editor", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishAnswered(prefix);
  const { page } = await shared.open(api, `/w/${prefix}d?view=story`);
  await chapter(page, "What happened").waitFor();
  await page.keyboard.press("j");
  await waitForParameter(page, "sel", `${prefix}a`);
  await page.keyboard.press("ArrowDown");
  await waitForParameter(page, "sel", `${prefix}b`);
  await page.keyboard.press("k");
  await waitForParameter(page, "sel", `${prefix}a`);
  await page.keyboard.press("Escape");
  await waitForParameter(page, "sel", "-");
  await page.keyboard.press("e");
  const story = page.getByRole("textbox", { name: "The story" });
  await story.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await story.waitFor({ state: "detached" });
  await page.keyboard.press("2");
  await waitForParameter(page, "view", "timeline");
});

test(
  "on phones it is one column, its chapters a menu, and nothing is too wide",
  TIMEOUT,
  async () => {
    const sample = await storeSample(origin);
    const { page, problems } = await shared.open(
      api,
      `/w/${sample}reminders-skipped?view=story&told=narrative`,
      { viewport: { width: 390, height: 844 }, hasTouch: true },
    );
    const fits = async (what) => {
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll(".story-page, .story-prose")].map(
          (element) => element.scrollWidth - element.clientWidth,
        ),
      );
      assert.ok(Math.max(...wide) <= 0, `${what}: ${wide}`);
    };
    await chapter(page, "Code").waitFor();
    assert.equal(await chapters(page).count(), 0);
    await fits("the narrative");
    await page.getByRole("tab", { name: "Template’s story" }).tap();
    await chapter(page, "What happened").waitFor();
    await fits("the story");
    await page.getByRole("button", { name: "Chapters" }).tap();
    await page.getByRole("menuitemcheckbox", { name: "Still open" }).tap();
    await page.getByRole("heading", { name: /^Still open/ }).waitFor();
    await page.waitForFunction(
      () =>
        document.querySelector("#story-panel section:last-of-type").getBoundingClientRect().y < 700,
    );
    await page.setViewportSize({ width: 360, height: 740 });
    await fits("at 360 pixels");
    await page.getByRole("button", { name: "Chapters" }).tap();
    await page.getByRole("menuitem", { name: "Edit" }).tap();
    await page.getByRole("textbox", { name: "The story" }).waitFor();
    await fits("the editor");
    await page.getByRole("button", { name: "Cancel" }).tap();
    await page.getByRole("tab", { name: "Template’s story" }).tap();
    await chips(chapter(page, "What happened")).first().tap();
    await page.getByRole("complementary", { name: "Selected event" }).waitFor();
    await fits("with an event");
    assert.deepEqual(problems, []);
  },
);

test("nothing of a story becomes markup", TIMEOUT, async () => {
  const prefix = newPrefix();
  const text = `<img src=x onerror="document.title='owned'"></p><b>x</b> [a](javascript:alert(1)) # x`;
  await publishStory(api, prefix, [
    ["a", [], { ...told([text, text, "MET"]), source: "<b>source</b>" }],
    ["b", [], told([text], [`${prefix}a`])],
  ]);
  const { page, problems } = await shared.open(api, `/w/${prefix}b?view=story`);
  const nothing = async (what) => {
    const found = page.locator("#root :is(img, script, a[href^=javascript], .chapter b)");
    assert.equal(await found.count(), 0, what);
    assert.notEqual(await page.title(), "owned");
  };
  await chapter(page, "What happened").getByText(text).first().waitFor();
  await expectations(page).getByText(text).first().waitFor();
  await nothing("the template's story");
  await chapters(page).getByRole("button", { name: "Write narrative" }).click();
  await page.getByText(/^Told by the template, \d\d:\d\d, from what led to/).waitFor();
  await chapter(page, "What happened").getByText(text).first().waitFor();
  await nothing("the narrative");
  const query = `mutation ($id: ID!, $input: NarrativeInput!) {
    setNarrative(eventId: $id, input: $input) { event { id } }
  }`;
  const input = {
    longDescription: text,
    aiNarrative: text,
    aiSummary: text,
    aiTags: [text],
    screenshots: ["javascript:alert(1)", text, "https://example.com/a.png"],
    codeSnippets: [{ code: text, caption: text }],
  };
  await askWell(api, query, { id: `${prefix}b`, input });
  await page.getByText(/^Written by people/).waitFor();
  for (const name of ["In short", "In people’s words", "Narrative", "Code", "Pictures", "Tags"]) {
    await chapter(page, name).getByText(text).first().waitFor();
  }
  const link = chapter(page, "Pictures").getByRole("link");
  assert.deepEqual(await link.allTextContents(), ["https://example.com/a.png"]);
  assert.equal(await link.getAttribute("rel"), "noreferrer");
  await nothing("people's words");
  assert.deepEqual(problems, []);
});

test("the story is asked for once, and again when something is told", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishAnswered(prefix);
  const { page } = await shared.open(api, "/e/none");
  const asked = requestsFor(page, "Story");
  await page.goto(`${origin}/w/${prefix}d?view=story`);
  await chapter(page, "Still open").waitFor();
  await page.locator(".live-status", { hasText: "Live" }).waitFor();
  await page.waitForTimeout(300);
  assert.equal(asked.length, 1);
  await api.updateOutcome(`${prefix}d`, "It ended");
  await chapter(page, "What happened").getByText("“It ended”").waitFor();
  await expectations(page).getByText("It ended").waitFor();
  assert.equal(await chapter(page, "Still open").count(), 0);
  assert.ok(asked.length <= 3, `asked ${asked.length} times`);
});
