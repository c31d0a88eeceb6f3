import assert from "node:assert/strict";
import { test } from "node:test";
import { serverOrigin } from "../support/browser.mjs";
import { bothDatabases } from "../support/databases.mjs";
import { TIMEOUT, tellOutcome, withBrowser } from "../support/debugger.mjs";
import { lookAt, storeSample } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import {
  cardOf,
  cardsOf,
  newPrefix,
  parameterOf,
  publishStory,
  waitForCards,
  waitForParameter,
} from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

const onBoth = bothDatabases(() => api);

async function openStory(story, address, on = api) {
  const prefix = newPrefix();
  await publishStory(on, prefix, story);
  const { page, problems } = await shared.open(on, address(prefix));
  return { prefix, page, problems };
}

const workflow =
  (name, query = "") =>
  (prefix) =>
    `/w/${prefix}${name}${query}`;

const OUTCOME = { outcome: "It worked", verdict: "MET" };
const EXPECTED = { goal: "See it work", expectedOutcome: "It works" };

test("the graph shows what led to an event and what it led to", TIMEOUT, async () => {
  const sample = await storeSample(origin);
  const { page, problems } = await shared.open(api, `/w/${sample}reminders-skipped?fold=runs`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const card = page.getByRole("button", {
    name: /^automation\.skipped ?, not met .* 2 causes, 2 effects$/,
  });
  await card.waitFor();
  assert.equal(await card.getAttribute("aria-pressed"), "true");
  await page.getByRole("complementary", { name: "Selected event" }).waitFor();
  await page.getByText(/^17 events · .* sources$/).waitFor();
  await page.getByRole("list", { name: "Outcomes" }).getByText("2").first().waitFor();
  assert.ok((await page.locator(".link-label.is-wait").count()) > 0, "the longest wait has times");
  await page.getByRole("button", { name: "Longest wait" }).click();
  await page.waitForFunction(() => !document.querySelector(".link-label.is-wait"));
  assert.equal(parameterOf(page, "wait"), "0");
  assert.deepEqual(problems, []);
});

onBoth("what isn't documented is folded into links, and comes back", TIMEOUT, async (server) => {
  const quiet = { shouldDocument: false };
  const story = [["a"], ["q1", ["a"], quiet], ["q2", ["q1"], quiet], ["b", ["q2"]]];
  const { page, prefix } = await openStory(story, workflow("b"), server);
  await waitForCards(page, prefix, ["a", "b"]);
  await page.getByText("2 events, 2 folded").waitFor();
  await page.getByTitle(/over 2 steps that aren’t documented/).waitFor();
  await page.getByRole("button", { name: "Show them" }).click();
  await waitForCards(page, prefix, ["a", "b", "q1", "q2"]);
  assert.equal(parameterOf(page, "fold"), "runs");
  await page.keyboard.press("d");
  await waitForCards(page, prefix, ["a", "b"]);
  await page.goBack();
  await waitForCards(page, prefix, ["a", "b", "q1", "q2"]);
});

onBoth(
  "further causes and effects come in place, and from the address",
  TIMEOUT,
  async (server) => {
    const story = [["a"], ["b", ["a"]], ["c", ["b"]], ["d", ["c"]], ["e", ["d"]], ["f", ["d"]]];
    const { page, prefix } = await openStory(story, workflow("c", "?depth=1"), server);
    await page.setViewportSize({ width: 2_400, height: 900 });
    await waitForCards(page, prefix, ["b", "c", "d"]);
    await page.getByText("Further events lie beyond depth 1").waitFor();
    const opened = cardOf(page, prefix, "d");
    const before = await opened.boundingBox();
    await page.getByRole("button", { name: "Show 2 more effects of step.d" }).click();
    await waitForCards(page, prefix, ["b", "c", "d", "e", "f"]);
    const after = await opened.boundingBox();
    assert.ok(
      Math.hypot(before.x - after.x, before.y - after.y) < 3,
      "the view stays where it was",
    );
    assert.equal(parameterOf(page, "open"), `${prefix}d:down`);
    await page.getByRole("button", { name: "Show 1 more cause of step.b" }).click();
    await waitForCards(page, prefix, ["a", "b", "c", "d", "e", "f"]);
    await page.reload();
    await waitForCards(page, prefix, ["a", "b", "c", "d", "e", "f"]);
    await page.goBack();
    await waitForCards(page, prefix, ["b", "c", "d", "e", "f"]);
    await page.getByRole("button", { name: "Show depth 2" }).click();
    await waitForParameter(page, "depth", "2");
  },
);

onBoth("a hub's many effects are one card, which opens as a table", TIMEOUT, async (server) => {
  const many = Array.from({ length: 64 }, (_, i) => [
    `e${i}`,
    ["hub"],
    {
      eventName: "ticket.created",
      userIntent: EXPECTED,
      context: { relatedEvents: [], ...OUTCOME },
    },
  ]);
  const prefix = newPrefix();
  const story = [["hub"], ...many];
  for (const [, , further] of many) {
    further.context = { ...further.context, relatedEvents: [`${prefix}hub`] };
  }
  await publishStory(server, prefix, story);
  const { page } = await shared.open(server, `/w/${prefix}hub`);
  const stack = page.getByRole("button", { name: /^64 × ticket\.created/ });
  await stack.getByText("64 × ticket.created").waitFor();
  await stack.getByText("64 met").waitFor();
  await stack.click();
  const table = page.getByRole("dialog", { name: /64 × ticket\.created/ });
  await table.getByText("50 events of 64").waitFor();
  await table.getByRole("button", { name: "50 more" }).click();
  await table.getByText("64 events", { exact: true }).waitFor();
  await lookAt(page, "workflow-stack", { sizes: ["desktop"] });
  await table.getByRole("listitem").last().getByRole("button").click();
  await waitForCards(page, prefix, ["hub", "hub:effects", "e63"]);
  assert.equal(parameterOf(page, "sel"), `${prefix}e63`);
});

test("long runs are one card, which unfolds in place", TIMEOUT, async () => {
  const story = Array.from({ length: 16 }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]]);
  const { page, prefix } = await openStory(story, workflow("s15", "?depth=20"));
  await cardOf(page, prefix, "s15").waitFor();
  await page.keyboard.press("f");
  const run = page.getByRole("button", { name: /Show each of them/ });
  await run.waitFor();
  await run.getByText("10 steps").waitFor();
  await run.click();
  await waitForParameter(page, "open", `${prefix}s3:run`);
  await run.waitFor({ state: "detached" });
});

test("keys move through the graph", TIMEOUT, async () => {
  const story = [["a"], ["b", ["a"]], ["c", ["a"]], ["d", ["b"]], ["e", ["d"]]];
  const { page, prefix } = await openStory(story, workflow("a", "?depth=2"));
  await waitForCards(page, prefix, ["a", "b", "c", "d"]);
  const selected = (name) => waitForParameter(page, "sel", name === "a" ? null : prefix + name);
  const press = (key) => page.keyboard.press(key);
  await cardOf(page, prefix, "a").focus();
  await press("ArrowRight");
  await page.waitForFunction(() => new URLSearchParams(location.search).has("sel"));
  await press("ArrowLeft");
  await selected("a");
  await press("j");
  await selected("b");
  await page.waitForFunction((key) => document.activeElement?.dataset.key === key, `${prefix}b`);
  await page
    .getByText(/^step\.b, nothing expected, .*, 1 cause, 1 effect$/)
    .waitFor({ state: "attached" });
  await press("ArrowRight");
  await selected("d");
  await press("]");
  await waitForCards(page, prefix, ["a", "b", "c", "d", "e"]);
  await press("p");
  await waitForParameter(page, "path", `${prefix}a..${prefix}d`);
  await page.getByText("Shows the path between two events").waitFor();
  await press("Escape");
  await waitForParameter(page, "path", null);
  await press("Escape");
  await waitForParameter(page, "sel", "-");
  await page.getByRole("complementary", { name: "Selected event" }).waitFor({ state: "detached" });
  await press("+");
  await page.waitForFunction(() => Number(new URLSearchParams(location.search).get("z")) > 1);
  await press("f");
  await page.waitForFunction(() => Number(new URLSearchParams(location.search).get("z")) <= 1);
  for (const [key, view] of [
    ["2", "timeline"],
    ["3", "table"],
    ["4", "story"],
    ["1", null],
  ]) {
    await press(key);
    await waitForParameter(page, "view", view);
  }
});

test("the graph is one stop of the tab key", TIMEOUT, async () => {
  const { page, prefix } = await openStory([["a"], ["b", ["a"]]], workflow("b"));
  await waitForCards(page, prefix, ["a", "b"]);
  const stops = await page
    .locator(".graph-area [tabindex='0'], .graph-area button:not([tabindex])")
    .evaluateAll((found) => found.map((element) => element.dataset.key));
  assert.deepEqual(stops, [`${prefix}b`]);
  await cardOf(page, prefix, "b").focus();
  await page.keyboard.press("Shift+Tab");
  await page.getByRole("button", { name: "Show as table" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await waitForParameter(page, "view", "table");
});

test("cards are found by what they say", TIMEOUT, async () => {
  const story = [["alpha"], ["beta", ["alpha"]], ["gamma", ["beta"]], ["beta2", ["gamma"]]];
  const { page, prefix } = await openStory(story, workflow("alpha"));
  await waitForCards(page, prefix, ["alpha", "beta", "beta2", "gamma"]);
  await page.keyboard.press("/");
  await page.keyboard.type("goal of BETA");
  await page.getByText("1 of 2").waitFor();
  await waitForParameter(page, "sel", `${prefix}beta`);
  await page.keyboard.press("Enter");
  await page.getByText("2 of 2").waitFor();
  await waitForParameter(page, "sel", `${prefix}beta2`);
  await page.keyboard.press("Escape");
  assert.equal(
    await page.getByRole("searchbox", { name: "Find in this workflow" }).inputValue(),
    "",
  );
});

onBoth("two selected events show the path between them", TIMEOUT, async (server) => {
  const story = [["a"], ["b", ["a"]], ["c", ["b"]], ["other", ["a"]]];
  const { page, prefix } = await openStory(story, workflow("a", "?wait=0"), server);
  await waitForCards(page, prefix, ["a", "b", "c", "other"]);
  await cardOf(page, prefix, "c").click({ modifiers: ["Shift"] });
  await waitForParameter(page, "path", `${prefix}a..${prefix}c`);
  await page.waitForFunction(() => document.querySelectorAll(".link-label.is-wait").length === 2);
  await cardOf(page, prefix, "other").click();
  await cardOf(page, prefix, "c").click({ modifiers: ["Shift"] });
  await page.getByText("No chain of links leads from the one event to the other").waitFor();
  await page.goBack();
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll(".link-label.is-wait").length === 2);
});

test("everything is in the address, and comes back from it", TIMEOUT, async () => {
  const story = [["a"], ["b", ["a"]], ["c", ["b"]]];
  const query = "?dir=causes&depth=7&fold=&wait=0&tab=payload&later=1";
  const { page, prefix } = await openStory(story, (p) => `/w/${p}b${query}&sel=${p}a`);
  await waitForCards(page, prefix, ["a", "b"]);
  await page.getByRole("tab", { name: "Payload", selected: true }).waitFor();
  await page.getByRole("button", { name: "Effects" }).click();
  await waitForCards(page, prefix, ["b", "c"]);
  await page.getByRole("button", { name: "Less deep" }).click();
  await page.getByRole("tab", { name: "Timeline" }).click();
  await waitForParameter(page, "view", "timeline");
  const found = new URL(page.url()).searchParams;
  assert.equal(found.get("dir"), "effects");
  assert.equal(found.get("depth"), "6");
  assert.equal(found.get("fold"), "");
  assert.equal(found.get("later"), "1", "unknown parameters are kept");
  await page.reload();
  await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await waitForCards(page, prefix, ["a", "b"]);
});

test("what makes no sense in the address is shown, and can be removed", TIMEOUT, async () => {
  const { page } = await openStory([["a"]], workflow("a", "?depth=many"));
  await page.getByRole("button", { name: /depth=many, which makes no sense/ }).click();
  await waitForParameter(page, "depth", null);
});

onBoth(
  "an event that names a shown one joins, and outcomes change, as they are stored",
  TIMEOUT,
  async (server) => {
    const story = [
      ["a", [], { userIntent: EXPECTED }],
      ["b", ["a"]],
    ];
    const { page, prefix } = await openStory(story, workflow("a"), server);
    await waitForCards(page, prefix, ["a", "b"]);
    await page.getByText("Live", { exact: true }).waitFor();
    await publishStory(server, prefix, [
      ["c", ["b"]],
      ["d", ["c"]],
    ]);
    await waitForCards(page, prefix, ["a", "b", "c", "d"]);
    await page.getByText("4 events").waitFor();
    await tellOutcome(server, `${prefix}a`, OUTCOME);
    await page.getByRole("button", { name: /^step\.a ?, met / }).waitFor();
    await page.locator(".node-outcome", { hasText: "It worked" }).waitFor();
  },
);

test("a cut connection resumes without a gap", TIMEOUT, async () => {
  const { page, prefix } = await openStory([["a"]], workflow("a"));
  await waitForCards(page, prefix, ["a"]);
  await page.getByText("Live", { exact: true }).waitFor();
  await page.context().setOffline(true);
  await publishStory(api, prefix, [["b", ["a"]]]);
  await page.context().setOffline(false);
  await publishStory(api, prefix, [["c", ["b"]]]);
  await waitForCards(page, prefix, ["a", "b", "c"]);
});

test("the minimap, the buttons and the wheel move the camera", TIMEOUT, async () => {
  const story = Array.from({ length: 12 }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]]);
  const { page, prefix } = await openStory(story, workflow("s0", "?depth=20"));
  await cardOf(page, prefix, "s0").waitFor();
  const map = await page.locator(".minimap-area").boundingBox();
  await page.mouse.click(map.x + map.width - 14, map.y + map.height / 2);
  await cardOf(page, prefix, "s11").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".node-card").length === 1);
  await waitForParameter(page, "sel", null);
  const area = await page.locator(".graph-area").boundingBox();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
  for (let i = 0; i < 6; i++) {
    await page.mouse.wheel(0, -240);
  }
  await page.waitForFunction(() => document.querySelectorAll(".node-card").length > 2);
  assert.ok((await cardsOf(page)).length < 12, "only cards in sight are drawn");
});

test("from afar cards can still be clicked", TIMEOUT, async () => {
  const story = Array.from({ length: 30 }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]]);
  const { page, prefix } = await openStory(story, workflow("s0", "?depth=40&fold="));
  await cardOf(page, prefix, "s0").waitFor();
  await page.keyboard.press("f");
  await page.locator(".graph-layer.is-far").waitFor({ state: "attached" });
  const area = await page.locator(".graph-area").boundingBox();
  await page.mouse.click(area.x + area.width - 44, area.y + area.height / 2);
  await waitForParameter(page, "sel", `${prefix}s29`);
});

test("hostile texts stay texts in every view", TIMEOUT, async () => {
  const evil = `<img src=x onerror="alert(1)"> [a](javascript:alert(1)) \u202e ${"long".repeat(60)}`;
  const further = {
    eventName: `<b>bold</b>.${"x".repeat(200)}`,
    source: "<script>alert(1)</script>",
    userIntent: { goal: evil, expectedOutcome: evil, problemSolved: evil },
    context: { relatedEvents: [], outcome: evil, verdict: "NOT_MET", decision: evil },
  };
  const { page, problems } = await openStory([["a", [], further]], workflow("a"));
  for (const [view, text] of Object.entries({
    Graph: "<b>bold</b>",
    Timeline: "<b>bold</b>",
    Table: "<b>bold</b>",
    Story: "“<img src=x",
  })) {
    await page.getByRole("tab", { name: view, exact: true }).click();
    await page.getByText(text, { exact: false }).first().waitFor();
    assert.equal(await page.locator("main :is(img, script, b:text('bold'))").count(), 0, view);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${view} is ${wide} pixels too wide`);
  }
  assert.deepEqual(problems, []);
});
