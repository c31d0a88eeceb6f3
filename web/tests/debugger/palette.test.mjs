import assert from "node:assert/strict";
import { before, test } from "node:test";
import { newVisitor, serverOrigin } from "../support/browser.mjs";
import { TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { lookAt, storeSample } from "../support/screens.mjs";

const origin = serverOrigin();
const shared = withBrowser();
let sample;

before(async () => {
  sample = await storeSample(origin);
});

/** Opens an event's page, and the palette over it. */
async function openPalette() {
  const { page, problems } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/e/${sample}reminders-skipped`);
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Command, name or id" });
  await field.waitFor();
  return { page, problems, field };
}

test("it goes to an id", TIMEOUT, async () => {
  const { page, problems, field } = await openPalette();
  await lookAt(page, "palette");
  const id = `${sample}mail-connected`;
  await field.fill(id);
  await page.getByRole("option", { name: /provider\.connected/ }).waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
  await page.waitForURL(`${origin}/e/${id}`);
  assert.deepEqual(problems, []);
});

test("it goes to the events of a name, and to a text", TIMEOUT, async () => {
  const { page, problems, field } = await openPalette();
  await field.fill("invoice.s");
  await page.getByRole("option", { name: /invoice\.sent/ }).click();
  await page.waitForURL(/\/\?name=invoice\.sent/);
  await page.keyboard.press("Control+k");
  await field.fill("zebra crossing");
  await page.getByRole("option", { name: "Events with “zebra crossing”" }).click();
  await page.waitForURL(/q=zebra/);
  assert.deepEqual(problems, []);
});

test("it offers what was looked at lately, and what can be done here", TIMEOUT, async () => {
  const { page, problems, field } = await openPalette();
  await page.getByRole("option", { name: /automation\.skipped/ }).waitFor();
  await field.fill("edit out");
  await field.press("Enter");
  await page.getByRole("textbox", { name: "What came of it" }).waitFor();
  await page.keyboard.press("Control+k");
  await field.fill("dark");
  await field.press("Enter");
  await page.locator("html[data-theme=dark]").waitFor();
  await page.keyboard.press("Control+k");
  await field.waitFor();
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  assert.deepEqual(problems, []);
});

test("it says when nothing fits, and closes by its own key", TIMEOUT, async () => {
  const { page, field } = await openPalette();
  await field.fill("edit");
  await page.getByRole("option", { name: "Edit outcome" }).waitFor();
  await page.keyboard.press("Control+k");
  await field.waitFor({ state: "detached" });
});

test("the keys are listed, and single ones can be switched off", TIMEOUT, async () => {
  const { page, problems } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/e/${sample}reminders-skipped`);
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.getByText("Edit outcome").waitFor();
  await lookAt(page, "keys");
  await dialog.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("e");
  await page.waitForTimeout(200);
  assert.equal(await page.getByRole("textbox", { name: "What came of it" }).count(), 0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  assert.deepEqual(problems, []);
});

test("two keys in turn go to the events", TIMEOUT, async () => {
  const { page, problems } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/e/${sample}reminders-skipped`);
  await page.getByRole("heading", { name: "automation.skipped" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await page.waitForURL(`${origin}/`);
  assert.deepEqual(problems, []);
});

test("on a phone, fingers open the palette and the menu of who asks", TIMEOUT, async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page, problems } = await newVisitor(shared.browser, origin, phone);
  for (const address of ["/", `/w/${sample}reminders-skipped`, `/e/${sample}reminders-skipped`]) {
    await page.goto(origin + address);
    await page.getByRole("button", { name: /^Command palette/ }).tap();
    const field = page.getByRole("combobox", { name: "Command, name or id" });
    await field.waitFor();
    await page.locator(".backdrop").tap({ position: { x: 195, y: 800 } });
    await field.waitFor({ state: "detached" });
    const menu = page.getByRole("button", { name: "Everyone’s events" });
    await menu.tap();
    await page.getByRole("menuitem", { name: "Sign in with a token…" }).waitFor();
    await page.getByRole("menuitemcheckbox", { name: "Dark" }).tap();
    await page.locator("html[data-theme=dark]").waitFor();
    await page.getByRole("menuitemcheckbox", { name: "As the system" }).tap();
    await page.keyboard.press("Escape");
    await menu.and(page.locator("[aria-expanded=false]")).waitFor();
  }
  await page.getByRole("button", { name: "Everyone’s events" }).tap();
  await page.getByRole("menu").waitFor();
  await lookAt(page, "menu-who", { sizes: ["phone"] });
  assert.deepEqual(problems, []);
});
