import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

/** How each file begins. */
const FILES = {
  Markdown: ["md", /^# /],
  Mermaid: ["mmd", /^flowchart|^graph/],
  DOT: ["dot", /^digraph/],
  JSON: ["json", /^\{/],
  SVG: ["svg", /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/],
  PNG: ["png", /^.PNG/s],
};

test("a workflow is exported in each form, under its title", TIMEOUT, async () => {
  const { page, problems } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/w/${sample}reminders-skipped`);
  const button = page.getByRole("button", { name: "Export" });
  await button.click();
  await page.getByRole("menuitem", { name: "SVG" }).waitFor();
  await lookAt(page, "export-menu", { sizes: ["desktop"], within: "[role=menu]" });
  for (const [form, [extension, beginning]] of Object.entries(FILES)) {
    if (!(await page.getByRole("menu").isVisible())) {
      await button.click();
    }
    const item = page.getByRole("menuitem", { name: new RegExp(`^${form}`) });
    const [file] = await Promise.all([page.waitForEvent("download"), item.click()]);
    assert.equal(
      file.suggestedFilename(),
      `no-payment-fails-because-of-an-expired-card.${extension}`,
    );
    const content = await readFile(await file.path(), "latin1");
    assert.match(content, beginning);
    assert.ok(content.length > 1_000, `${form} has ${content.length} bytes`);
  }
  assert.deepEqual(problems, []);
});

test("a drawing is one that a browser draws, with all cards", TIMEOUT, async () => {
  const { page } = await newVisitor(shared.browser, origin);
  await page.goto(`${origin}/w/${sample}reminders-skipped`);
  await page.getByRole("button", { name: "Export" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "SVG" }).click(),
  ]);
  const svg = await readFile(await file.path(), "utf8");
  const drawn = await page.evaluate((text) => {
    const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      root: root.nodeName,
      cards: root.querySelectorAll("rect[rx='10']").length,
      title: root.querySelector("title").textContent,
    };
  }, svg);
  assert.deepEqual(drawn, {
    root: "svg",
    cards: 14,
    title: "No payment fails because of an expired card",
  });
});
