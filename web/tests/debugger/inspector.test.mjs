import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newVisitor, serverOrigin } from "../support/browser.mjs";
import { TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { lookAt, publishAll, storeSample } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";

const origin = serverOrigin();
const api = new Api(`${origin}/graphql`);
const shared = withBrowser();
let sample;
let number = 0;

before(async () => {
  sample = await storeSample(origin);
});

/** An event of the test's own, which expects something. */
async function newEvent(changes = {}) {
  number += 1;
  const id = `inspected-${process.pid}-${number}`;
  const userIntent = { goal: "Be inspected", expectedOutcome: "All is shown" };
  await publishAll(api, [
    { id, eventName: "inspector.tested", payload: { number }, userIntent, ...changes },
  ]);
  return id;
}

/** Opens an event's own page. */
async function open(id, query = "", page = undefined) {
  const visitor = page ? { page } : await newVisitor(shared.browser, origin);
  await visitor.page.goto(`${origin}/e/${encodeURIComponent(id)}${query}`);
  await visitor.page.getByRole("tab", { name: "Event", exact: true }).waitFor();
  return visitor;
}

const outcomeField = (page) => page.getByRole("textbox", { name: "What came of it" });

test("an event shows why it was done, what was expected and what came of it", TIMEOUT, async () => {
  const { page, problems } = await open(`${sample}reminders-skipped`);
  await page.getByText("No card expires unnoticed", { exact: true }).waitFor();
  const comparison = page.getByRole("region", { name: "Expected and what came of it" });
  await comparison.getByText("All 58 customers are reminded on the same night").waitFor();
  await comparison.getByText("Nothing was sent for two hours").waitFor();
  await page.getByText("1 earlier outcome").waitFor();
  await lookAt(page, "event");

  await page.getByRole("button", { name: /error\.occurred/ }).click();
  await page.getByRole("heading", { name: "error.occurred" }).waitFor();
  assert.match(page.url(), /token-withdrawn$/);
  await page.goBack();
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  assert.deepEqual(problems, []);
});

test("each tab is in the address, and looks right", TIMEOUT, async () => {
  const { page, problems } = await open(`${sample}reminders-skipped`);
  const tabs = {
    Payload: "provider_signed_out",
    "History 2": "58 reminders wait",
    Narrative: "401",
  };
  for (const [tab, text] of Object.entries(tabs)) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tabpanel").getByText(text).first().waitFor();
    await lookAt(page, `event-${tab.split(" ")[0].toLowerCase()}`);
  }
  await page.getByRole("tab", { name: "Narrative" }).press("ArrowRight");
  await page.getByText("curl -s").waitFor();
  assert.match(page.url(), /\?tab=use$/);
  await lookAt(page, "event-use");
  await page.reload();
  await page.getByText("curl -s").waitFor();
  assert.deepEqual(problems, []);
});

test("lists are filtered by a value of the payload", TIMEOUT, async () => {
  const { page, problems } = await open(`${sample}token-withdrawn`, "?tab=payload");
  await page.getByText("invalid_grant").hover();
  await page.getByRole("button", { name: "Filter by lastAnswer.reason" }).click();
  await page.waitForURL(/path=lastAnswer\.reason/);
  await page.getByText("The provider withdrew the token").first().waitFor();
  assert.deepEqual(problems, []);
});

test("what a hub led to beyond the nearest is a list of its own", TIMEOUT, async () => {
  const { page, problems } = await open(`${sample}invoices-started`);
  await page.getByRole("link", { name: "and 44 more" }).click();
  await page.waitForURL(/causedBy=/);
  await page.locator(".table-row", { hasText: "invoice.sent" }).first().waitFor();
  assert.deepEqual(problems, []);
});

test("an outcome is told, judged and kept in the history", TIMEOUT, async () => {
  const id = await newEvent();
  const { page, problems } = await open(id);
  await page.getByText("Outcome missing").first().waitFor();
  await page.keyboard.press("e");
  await outcomeField(page).fill("It was shown");
  await page.getByText("Partly", { exact: true }).click();
  await page.getByRole("textbox", { name: "Measured" }).fill("all but one");
  await lookAt(page, "event-edit");
  await outcomeField(page).press("Control+Enter");
  await page.getByText("Outcome saved").waitFor();
  await page.getByText("Partly met").first().waitFor();
  await page.getByRole("tab", { name: "History 1" }).click();
  await page.getByText("It was shown").waitFor();
  assert.deepEqual(problems, []);
});

test(
  "who edits an outcome that somebody else changes sees both, and loses nothing",
  TIMEOUT,
  async () => {
    const id = await newEvent();
    const first = await open(id);
    const second = await open(id);
    for (const [{ page }, text] of [
      [first, "The first one’s words"],
      [second, "The second one’s words"],
    ]) {
      await page.keyboard.press("e");
      await outcomeField(page).fill(text);
    }
    await first.page.getByRole("button", { name: /Save outcome/ }).click();
    await first.page.getByText("Outcome saved").waitFor();

    // The second tab hears of it before it saves.
    const notice = second.page.getByRole("alert");
    await notice.getByText("Somebody told another outcome while you were writing").waitFor();
    await notice.getByText("The first one’s words").waitFor();
    assert.equal(await outcomeField(second.page).inputValue(), "The second one’s words");
    await lookAt(second.page, "event-conflict");
    await second.page.getByRole("button", { name: "Save mine over it" }).click();
    await second.page.getByText("Outcome saved").waitFor();

    await first.page.getByText("The second one’s words").waitFor();
    await first.page.getByRole("tab", { name: "History 2" }).waitFor();
    assert.deepEqual([...first.problems, ...second.problems], []);
  },
);

test("a conflict that only the server knows of shows both, too", TIMEOUT, async () => {
  const id = await newEvent();
  const { page } = await newVisitor(shared.browser, origin);
  // No news arrive, so the page knows of no other revision when it saves.
  await page.routeWebSocket(/graphql/, () => {});
  await open(id, "", page);
  await page.keyboard.press("e");
  await outcomeField(page).fill("Mine");
  await api.updateOutcome(id, "Theirs");
  await page.getByRole("button", { name: /Save outcome/ }).click();
  await page.getByRole("alert").getByText("Theirs", { exact: true }).waitFor();
  assert.equal(await outcomeField(page).inputValue(), "Mine");
  await page.getByRole("button", { name: "Take theirs" }).click();
  const comparison = page.getByRole("region", { name: "Expected and what came of it" });
  await comparison.getByText("Theirs").waitFor();
});

test("what is typed offline is saved once there is a network again", TIMEOUT, async () => {
  const id = await newEvent();
  const { page } = await open(id);
  await page.keyboard.press("e");
  await outcomeField(page).fill("Written on a train");
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  await page.getByRole("button", { name: /Save outcome/ }).click();
  await page.getByText("Not saved: The server can't be reached.").waitFor();
  await lookAt(page, "event-offline");
  assert.equal(await outcomeField(page).inputValue(), "Written on a train");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Outcome saved").waitFor();
});

test("a draft waits while other events are looked at", TIMEOUT, async () => {
  const cause = await newEvent();
  const id = await newEvent({ context: { relatedEvents: [cause] } });
  const { page } = await open(id);
  await page.keyboard.press("e");
  await outcomeField(page).fill("Half a sent");
  await outcomeField(page).press("Escape");
  await page.getByText("Not saved yet").waitFor();
  await page.getByRole("button", { name: /inspector\.tested/ }).click();
  await page.waitForURL(new RegExp(`${cause}$`));
  await page.goBack();
  await page.getByRole("button", { name: "Go on editing" }).click();
  assert.equal(await outcomeField(page).inputValue(), "Half a sent");
});

/** What the tab keeps of drafts. */
const keptDrafts = (page) => page.evaluate(() => sessionStorage.getItem("event-mesh:drafts"));

test("an outcome that is being typed outlives a reload, until it is saved", TIMEOUT, async () => {
  const id = await newEvent();
  const { page, problems } = await open(id);
  await page.keyboard.press("e");
  await outcomeField(page).fill("Half a sent");
  await page.getByText("Partly", { exact: true }).click();
  await page.getByRole("textbox", { name: "Measured" }).fill("3 of 5");
  await page.reload();
  await page.getByText("Not saved yet").waitFor();
  await page.getByRole("button", { name: "Go on editing" }).click();
  assert.equal(await outcomeField(page).inputValue(), "Half a sent");
  assert.equal(await page.getByRole("textbox", { name: "Measured" }).inputValue(), "3 of 5");
  assert.ok(await page.getByRole("radio", { name: "Partly" }).isChecked());
  await outcomeField(page).fill("A whole sentence");

  // The draft is one of the revision that it was begun from, also after a reload.
  await api.updateOutcome(id, "Theirs");
  await page.reload();
  await page.getByRole("button", { name: "Go on editing" }).click();
  await page.getByRole("alert").getByText("Theirs", { exact: true }).waitFor();
  assert.equal(await outcomeField(page).inputValue(), "A whole sentence");
  await page.getByRole("button", { name: "Save mine over it" }).click();
  await page.getByText("Outcome saved").waitFor();
  assert.equal(await keptDrafts(page), null);
  await page.reload();
  await page.getByRole("button", { name: "Edit outcome" }).waitFor();
  assert.deepEqual(problems, []);
});

test(
  "a narrative that is being typed outlives a reload, until it is discarded",
  TIMEOUT,
  async () => {
    const id = await newEvent();
    const { page, problems } = await open(id, "?tab=narrative");
    await page.getByRole("button", { name: "Tell more" }).click();
    await page.getByRole("textbox", { name: "The story" }).fill("Once upon a");
    await page.getByRole("button", { name: "Piece of code" }).click();
    await page.getByRole("textbox", { name: "Code" }).fill("1 + 1");
    await page.reload();
    await page.getByText("Not saved yet").waitFor();
    await page.goto(`${origin}/w/${id}?view=story`);
    await page.getByRole("button", { name: "Go on editing" }).click();
    assert.equal(
      await page.getByRole("textbox", { name: "The story" }).inputValue(),
      "Once upon a",
    );
    assert.equal(await page.getByRole("textbox", { name: "Code" }).inputValue(), "1 + 1");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("textbox", { name: "The story" }).waitFor({ state: "detached" });
    assert.equal(await keptDrafts(page), null);
    assert.deepEqual(problems, []);
  },
);

test("what a tab keeps of drafts and can't be read is no draft", TIMEOUT, async () => {
  const id = await newEvent();
  const { page, problems } = await open(id);
  const { event } = (await api.ask({ query: `{ event(id: "${id}") { tenantId } }` })).data;
  const key = `outcome ${event.tenantId} ${id}`;
  const older = { fields: { text: "older" }, base: { text: "" }, revision: 0 };
  for (const kept of ["{", '"text"', "[3]", "[[1]]", JSON.stringify([[key, older]])]) {
    await page.evaluate((text) => sessionStorage.setItem("event-mesh:drafts", text), kept);
    await page.reload();
    await page.getByRole("button", { name: "Tell the outcome" }).waitFor();
  }
  assert.deepEqual(problems, []);
});

test("a narrative is told and changed", TIMEOUT, async () => {
  const id = await newEvent();
  const { page, problems } = await open(id, "?tab=narrative");
  await page.getByRole("button", { name: "Tell more" }).click();
  await page.getByRole("textbox", { name: "The story" }).fill("Once upon a time");
  await page.getByRole("textbox", { name: /^Tags/ }).fill("one, two");
  await page.getByRole("textbox", { name: /^Addresses/ }).fill("https://example.com/a.png");
  await page.getByRole("button", { name: "Piece of code" }).click();
  await page.getByRole("textbox", { name: "Code" }).fill("<b>1 + 1</b>");
  await lookAt(page, "event-narrative-edit");
  await page.getByRole("button", { name: /Save narrative/ }).click();
  await page.getByText("Once upon a time").waitFor();
  await page.getByText("<b>1 + 1</b>").waitFor();
  const link = page.getByRole("link", { name: "https://example.com/a.png" });
  assert.equal(await link.getAttribute("rel"), "noreferrer");
  await page.getByRole("button", { name: "Edit narrative" }).click();
  await page.getByRole("textbox", { name: "The story" }).fill("");
  await page.getByRole("button", { name: /Save narrative/ }).click();
  await page.getByText("Once upon a time").waitFor({ state: "detached" });
  assert.deepEqual(problems, []);
});

test("what happens to an event shows while it is looked at", TIMEOUT, async () => {
  const id = await newEvent();
  const { page, problems } = await open(id);
  await api.updateOutcome(id, "Told from elsewhere");
  await page.getByText("Told from elsewhere").waitFor();
  await newEvent({ eventName: "effect.published", context: { relatedEvents: [id] } });
  await page.getByRole("button", { name: /effect\.published/ }).waitFor();
  assert.deepEqual(problems, []);
});

test("an event that isn't there has words of its own", TIMEOUT, async () => {
  const { page } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/e/nothing-has-this-id`);
  await page.getByRole("heading", { name: /no such event/ }).waitFor();
  await lookAt(page, "event-missing");
});

test("it fits a narrow phone, and letters of twice the size", TIMEOUT, async () => {
  const id = await newEvent({ shouldDocument: false });
  const { page } = await open(id);
  for (const [width, fontSize] of [
    [360, "100%"],
    [390, "200%"],
    [1280, "200%"],
  ]) {
    await page.setViewportSize({ width, height: 740 });
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, fontSize);
    for (const name of ["Open workflow", "Tell the outcome"]) {
      const control = page.getByText(name, { exact: true });
      await control.scrollIntoViewIfNeeded();
      const { x, width: wide } = await control.boundingBox();
      assert.ok(x >= 0 && x + wide <= width, `${name} at ${width}, ${fontSize}`);
    }
    const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide at ${width}, ${fontSize}`);
  }
});

test("nothing of a text becomes markup", TIMEOUT, async () => {
  const text = `<img src=x onerror="document.title='owned'"></script><b>x</b>\u202e{{1}}\${1}`;
  const id = await newEvent({
    source: "<b>source</b>",
    payload: { [text]: text, list: [text], "__proto__ ": { a: text }, url: "javascript:alert(1)" },
    metadata: { text },
    userIntent: {
      goal: text,
      problemSolved: text,
      painPoint: text,
      expectedOutcome: text,
      impactMetric: text,
    },
    context: {
      decision: text,
      category: text.replace("\u202e", ""),
      outcome: text,
      impactMetric: text,
      extra: { text },
    },
  });
  const query = `mutation ($id: ID!, $input: NarrativeInput!) {
    setNarrative(eventId: $id, input: $input) { event { id } }
  }`;
  const snippet = { code: text, caption: text, language: text };
  const input = {
    longDescription: text,
    aiSummary: text,
    aiTags: [text],
    screenshots: ["javascript:alert(1)", text],
    codeSnippets: [snippet],
  };
  await api.ask({ query, variables: { id, input } });
  const { page, problems } = await open(id);
  for (const tab of ["Event", "Payload", "History 1", "Narrative", "Use it"]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await page.waitForTimeout(100);
    const found = await page.locator("#root :is(img, b, script, a[href^=javascript])").count();
    assert.equal(found, 0, tab);
  }
  assert.equal(await page.title(), "inspector.tested · Event Mesh");
  const screens = ["graph", "timeline", "table", "story"].map((view) => `/w/${id}?view=${view}`);
  for (const address of [...screens, `/?sel=${id}`]) {
    await page.goto(origin + address);
    await page
      .getByText(/inspector.tested/i)
      .first()
      .waitFor();
    const found = await page.locator("#root :is(img, script, a[href^=javascript])").count();
    assert.equal(found, 0, address);
    assert.notEqual(await page.title(), "owned");
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("inspector");
  await page
    .getByRole("option", { name: /inspector\.tested/ })
    .first()
    .waitFor();
  assert.deepEqual(problems, []);
});
