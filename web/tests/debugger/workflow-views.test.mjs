import assert from "node:assert/strict";
import { test } from "node:test";
import { serverOrigin } from "../support/browser.mjs";
import { TIMEOUT, withBrowser } from "../support/debugger.mjs";
import { storeSample } from "../support/screens.mjs";
import { Api } from "../support/server.mjs";
import { newPrefix, publishStory, waitForParameter } from "../support/workflow.mjs";

const origin = serverOrigin();
const api = Object.assign(new Api(`${origin}/graphql`), { origin });
const shared = withBrowser();

const rows = (page) => page.locator(".timeline-row");

test(
  "the timeline has a row for each event, bars until outcomes, and idle time folded",
  TIMEOUT,
  async () => {
    const sample = await storeSample(origin);
    const { page } = await shared.open(api, `/w/${sample}reminders-skipped?view=timeline`);
    await rows(page).first().waitFor();
    assert.equal(await rows(page).count(), 14);
    assert.ok((await page.locator(".outcome-bar").count()) >= 10);
    assert.equal(await page.locator(".outcome-bar.is-open").count(), 2, "two outcomes are missing");
    assert.ok((await page.locator(".idle-strip").count()) >= 2);
    await page.getByText(/of it idle$/).waitFor();
    await page.getByRole("button", { name: "Idle time folded" }).click();
    await page.waitForFunction(() => !document.querySelector(".idle-strip"));
    await waitForParameter(page, "idle", "0");
  },
);

test("the timeline points out the links of the selected event", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishStory(api, prefix, [["a"], ["b", ["a"]], ["c", ["b"]], ["d", ["c"]]]);
  const { page } = await shared.open(api, `/w/${prefix}a?view=timeline`);
  const hot = (count) =>
    page.waitForFunction(
      (wanted) => document.querySelectorAll(".timeline-links .is-hot").length === wanted,
      count,
    );
  await hot(1);
  await page.keyboard.press("j");
  await waitForParameter(page, "sel", `${prefix}b`);
  await hot(2);
  await page.getByRole("button", { name: "Longest wait" }).click();
  await hot(3);
  await page.getByRole("button", { name: /step\.d ?, nothing expected/ }).click();
  await waitForParameter(page, "sel", `${prefix}d`);
});

test("on phones the timeline is a list with the same facts", TIMEOUT, async () => {
  const sample = await storeSample(origin);
  const { page } = await shared.open(api, `/w/${sample}reminders-skipped?view=timeline`);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(".time-entry.is-day").first().waitFor();
  await page.locator(".time-entry.is-idle").first().waitFor();
  assert.equal(await page.getByRole("complementary", { name: "Selected event" }).count(), 0);
  await page.getByRole("button", { name: /contacts\.imported/ }).click();
  await page.getByRole("complementary", { name: "Selected event" }).waitFor();
});

test("the table is sorted by any column, and keeps it in the address", TIMEOUT, async () => {
  const prefix = newPrefix();
  await publishStory(api, prefix, [["c"], ["a", ["c"]], ["b", ["a", "c"]]]);
  const { page } = await shared.open(api, `/w/${prefix}b?view=table`);
  const names = () => page.getByRole("row").locator(".event-name").allTextContents();
  await page.getByRole("cell", { name: "step.c" }).waitFor();
  assert.deepEqual(await names(), ["step.c", "step.a", "step.b"]);
  await page.getByRole("button", { name: "Event", exact: true }).click();
  await page
    .getByRole("columnheader", { name: "Event" })
    .and(page.locator("[aria-sort=ascending]"))
    .waitFor();
  assert.deepEqual(await names(), ["step.a", "step.b", "step.c"]);
  await page.getByRole("button", { name: "Event", exact: true }).click();
  await waitForParameter(page, "order", "down");
  assert.deepEqual(await names(), ["step.c", "step.b", "step.a"]);
  await page.getByRole("button", { name: "Effects" }).click();
  await page.reload();
  await page.getByRole("cell", { name: "step.c" }).waitFor();
  assert.deepEqual(await names(), ["step.b", "step.a", "step.c"]);
  await page.keyboard.press("j");
  await waitForParameter(page, "sel", `${prefix}a`);
});
