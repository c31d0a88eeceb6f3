import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bothDatabases } from "../support/databases.mjs";
import {
  queryOf,
  TIMEOUT,
  visit,
  waitForNames,
  waitForQuery,
  withBrowser,
} from "../support/debugger.mjs";
import { afternoon } from "../support/history.mjs";
import { lookAt, publishAll, SIZES } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";

/** For tests that go through a score of lists. */
const MANY_PAGES = { timeout: 120_000 };

const COUNT = 420;
const events = afternoon(COUNT);
const chromium = withBrowser();
let server;

before(async () => {
  server = await startServer();
  await publishAll(server, events);
});

const onBoth = bothDatabases(
  () => server,
  (postgres) => publishAll(postgres, events),
);

const open = (address, options) => chromium.open(server, address, options);
const chip = (page, text) => page.locator(".filter-chip", { hasText: text });

/** The names from the newest event on. */
const newest = (count, isWanted = () => true) =>
  events
    .filter(isWanted)
    .reverse()
    .slice(0, count)
    .map(({ eventName }) => eventName);

/** Every flat condition: in the address, as a chip, and what it lets through. */
const CONDITIONS = [
  ["name=widget.created", "Name widget.created", ({ eventName }) => eventName === "widget.created"],
  ["name=widget.*", "Name widget.…", ({ eventName }) => eventName.startsWith("widget.")],
  ["name=*board*", "Name …board…", ({ eventName }) => eventName.includes("board")],
  ["name=-widget.created,*board*", "any but", ({ eventName }) => /auto|pay/.test(eventName)],
  ["source=billing", "Source billing", ({ source }) => source === "billing"],
  ["category=feature", "Category feature", ({ context }) => context.category === "feature"],
  ["category=-feature", "any but feature", ({ context }) => context.category !== "feature"],
  ["id=afternoon-3,afternoon-7", "afternoon-3 or", ({ id }) => /-[37]$/.test(id) && id.length < 12],
  ["state=not,told", "not met or outcome told", (_, index) => [2, 5].includes(index % 6)],
  ["doc=1", "goes into it", ({ shouldDocument }) => shouldDocument],
  ["doc=0", "stays out of it", ({ shouldDocument }) => !shouldDocument],
  ["outcome=1", "told", ({ context }) => context.outcome !== undefined],
  ["outcome=0", "not told", ({ context }) => context.outcome === undefined],
  ["causes=1", "Causes has some", (_, index) => index % 10 === 1],
  ["effects=0", "Effects has none", (_, index) => index % 10 !== 0],
  ["causedBy=afternoon-20", "Caused by", (_, index) => index === 21],
  ["ledTo=afternoon-21", "Led to", (_, index) => index === 20],
  ["path=widget.type:eq:%22chart%22", "widget.type = chart", (_, index) => index % 5 === 0],
  ["path=number:lt:10", "number < 10", (_, index) => index < 10],
  ["path=nothing:exists:false", "isn’t there", () => true],
];

onBoth(
  "every condition of an address is a chip, and holds the list to it",
  MANY_PAGES,
  async (server) => {
    const { page, problems } = await chromium.open(server, "/");
    for (const [query, words, isWanted] of CONDITIONS) {
      await visit(page, `/?${query}`);
      const found = chip(page, words);
      await found.waitFor();
      const count = events.filter(isWanted).length;
      await page.getByText(`${count} of ${COUNT} events`).waitFor();
      await waitForNames(page, newest(5, isWanted));
      assert.equal(queryOf(page), `?${query}`);
      await found.getByRole("button", { name: /^Remove/ }).click();
      await waitForQuery(page, "");
    }
    assert.deepEqual(problems, []);
  },
);

test("conditions are added by hand", TIMEOUT, async () => {
  const { page } = await open("/");
  const add = async (fill) => {
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Add a filter" });
    await fill(form);
    await form.getByRole("button", { name: "Add filter" }).click();
  };
  await add(async (form) => {
    await form.getByLabel("Condition on").selectOption("Category");
    await form.getByLabel("Which").selectOption("is not");
    await form.getByLabel("Value").fill("internal");
  });
  await waitForQuery(page, "?category=-internal");
  await add(async (form) => {
    await form.getByLabel("Condition on").selectOption("Payload");
    await form.getByLabel("Path in the payload").fill("number");
    await form.getByLabel("Which").selectOption("≤");
    await form.getByLabel("Value").fill("50");
  });
  await waitForQuery(page, "?category=-internal&path=number:lte:50");
  await add(async (form) => {
    await form.getByLabel("Condition on").selectOption("Outcome");
    await form.getByLabel("Which").selectOption("is not told");
  });
  await waitForQuery(page, "?category=-internal&outcome=0&path=number:lte:50");
  await page.getByText(`18 of ${COUNT} events`).waitFor();
});

/** Opens the editor of the chip with these words. */
async function editorOf(page, words) {
  await chip(page, words).getByRole("button", { expanded: false }).click();
  const editor = page.getByRole("dialog", { name: /^Change the filter/ });
  await editor.waitFor();
  return editor;
}

const which = (form) => form.getByLabel("Which");
const value = (form) => form.getByLabel("Value");

/** Chips of each kind: their address, their words, what their editor holds, and what a change makes of the address. */
const EDITS = [
  [
    "name=widget.created,error.*",
    "widget.created or error.…",
    async (form) => {
      assert.equal(await which(form).inputValue(), "any");
      assert.equal(
        await form.getByLabel("Value 1", { exact: true }).inputValue(),
        "widget.created",
      );
      assert.equal(await form.getByLabel("How value 2 compares").inputValue(), "starts");
      await form.getByLabel("Value 2", { exact: true }).fill("payment.");
      await form.getByRole("button", { name: "Remove value 1" }).click();
      await form.getByRole("button", { name: "Another value" }).click();
      await form.getByLabel("Value 2", { exact: true }).fill("dashboard.viewed");
    },
    "name=payment.*,dashboard.viewed",
  ],
  [
    "category=-internal,a%5C,%20b%5C*",
    "any but internal, a, b*",
    async (form) => {
      assert.equal(await which(form).inputValue(), "not");
      assert.equal(await form.getByLabel("Value 2", { exact: true }).inputValue(), "a, b*");
      await form.getByLabel("Value 1", { exact: true }).fill("feature");
    },
    "category=-feature,a%5C,%20b%5C*",
  ],
  [
    "state=not,pending",
    "not met or outcome missing",
    async (form) => {
      assert.equal(await form.getByRole("checkbox", { checked: true }).count(), 2);
      await form.getByLabel("Outcome missing").uncheck();
      await form.getByLabel("Met", { exact: true }).check();
    },
    "state=not,met",
  ],
  [
    "effects=0",
    "Effects has none",
    async (form) => {
      assert.equal(await which(form).inputValue(), "0");
      await which(form).selectOption("has some");
    },
    "effects=1",
  ],
  [
    "causedBy=afternoon-20",
    "Caused by afternoon-20",
    async (form) => {
      assert.equal(await value(form).inputValue(), "afternoon-20");
      await value(form).fill("afternoon-30");
    },
    "causedBy=afternoon-30",
  ],
  [
    "path=number:gte:3&path=widget.type:eq:%22chart%22",
    "widget.type = chart",
    async (form) => {
      assert.equal(await form.getByLabel("Path in the payload").inputValue(), "widget.type");
      assert.equal(await which(form).inputValue(), "eq");
      assert.equal(await value(form).inputValue(), "chart");
      await which(form).selectOption("≠");
      await value(form).fill("table");
    },
    "path=number:gte:3&path=widget.type:ne:%22table%22",
  ],
  [
    "path=a%5C.b:eq:%2212%22",
    "a.b = 12",
    async (form) => {
      assert.equal(await form.getByLabel("Path in the payload").inputValue(), "a\\.b");
      assert.equal(await value(form).inputValue(), '"12"');
      await value(form).fill("12");
    },
    "path=a%5C.b:eq:12",
  ],
  [
    "path=widget:exists:true",
    "widget is there",
    async (form) => {
      assert.equal(await value(form).count(), 0);
      await which(form).selectOption("isn’t there");
    },
    "path=widget:exists:false",
  ],
  [
    "span=all&from=2026-03-01T10:00Z",
    "Happened",
    async (form) => {
      assert.equal(await form.getByLabel("at or after").inputValue(), "2026-03-01T12:00");
      assert.equal(await form.getByLabel("at or before").inputValue(), "");
      await form.getByLabel("at or before").fill("2026-03-02T00:30");
    },
    "span=all&from=2026-03-01T10:00Z&to=2026-03-01T22:30Z",
  ],
  [
    "from=-3h&to=-1h",
    "Happened",
    async (form) => {
      assert.match(await form.getByLabel("at or after").inputValue(), /^\d{4}-\d\d-\d\dT/);
      await form.getByLabel("at or before").fill("");
    },
    "from=-3h",
  ],
];

test("every chip is changed in place, and its address comes back", MANY_PAGES, async () => {
  const { page, problems } = await open("/", { timezoneId: "Africa/Johannesburg" });
  const save = async (editor) => {
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
  };
  for (const [query, words, change, wanted] of EDITS) {
    await visit(page, `/?${query}`);
    await save(await editorOf(page, words));
    assert.equal(queryOf(page), `?${query}`, "nothing was changed");
    const editor = await editorOf(page, words);
    await change(editor);
    await save(editor);
    await waitForQuery(page, `?${wanted}`);
    await page.goBack();
    await waitForQuery(page, `?${query}`);
    await chip(page, words).waitFor();
    await page.goForward();
    await waitForQuery(page, `?${wanted}`);
  }
  await page.reload();
  await page.locator(".filter-chip").waitFor();
  assert.equal(queryOf(page), `?${EDITS.at(-1)[3]}`);
  assert.deepEqual(problems, []);
});

test("a filter is changed with keys alone, and holds the list at once", TIMEOUT, async () => {
  const { page, problems } = await open("/?source=billing&name=widget.created");
  await page.getByText(`0 of ${COUNT} events`).waitFor();
  const button = chip(page, "Source").getByRole("button", { name: "Source billing" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Change the filter Source" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("wizard");
  await page.keyboard.press("Enter");
  await waitForQuery(page, "?name=widget.created&source=wizard");
  await page.getByText(`105 of ${COUNT} events`).waitFor();
  const changed = chip(page, "Source").getByRole("button", { name: "Source wizard" });
  await changed.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(queryOf(page), "?name=widget.created&source=wizard");
  assert.deepEqual(problems, []);
});

test("an editor says what is missing, and what the server refused", TIMEOUT, async () => {
  const { page } = await open("/?user=nobody&state=met");
  await page.locator(".filter-chip.refused", { hasText: "nobody" }).waitFor();
  const user = await editorOf(page, "User nobody");
  await user.getByText("It must be a UUID").waitFor();
  await value(user).fill(" ");
  await user.getByRole("button", { name: "Save" }).and(page.locator(":disabled")).waitFor();
  await value(user).fill("5b0b8b4e-0f0c-4b5e-9f43-0d7a36a0a7c1");
  await user.getByRole("button", { name: "Save" }).click();
  await waitForQuery(page, "?state=met&user=5b0b8b4e-0f0c-4b5e-9f43-0d7a36a0a7c1");
  await page.locator(".filter-chip.refused").waitFor({ state: "detached" });
  const states = await editorOf(page, "State met");
  await states.getByLabel("Met", { exact: true }).uncheck();
  await states.getByRole("button", { name: "Save" }).and(page.locator(":disabled")).waitFor();
});

test("editors of filters keep nobody out", TIMEOUT, async () => {
  const { page } = await open("/?span=all&name=widget.created,error.*&state=not,pending&from=-3h");
  for (const [name, words] of [
    ["name", "widget.created or"],
    ["state", "not met or"],
  ]) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      const editor = await editorOf(page, words);
      await lookAt(page, `form-chip-${name}`, { sizes: [size] });
      const { x, width } = await editor.boundingBox();
      assert.ok(x >= 0 && x + width <= viewport.width, `${name} ${size}`);
      await page.keyboard.press("Escape");
      await editor.waitFor({ state: "detached" });
    }
  }
});
