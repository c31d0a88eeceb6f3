import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { newVisitor, serverOrigin } from "../support/browser.mjs";
import { withBrowser } from "../support/debugger.mjs";
import { storeSample } from "../support/screens.mjs";

/** Where the README's pictures are; they are taken anew where this is set. */
const FOLDER = process.env.EVENT_MESH_TEST_PICTURES;

const origin = serverOrigin();
const shared = withBrowser();
let sample;

before(async () => {
  sample = await storeSample(origin);
});

for (const colorScheme of ["light", "dark"]) {
  test(`the README's ${colorScheme} picture shows the sample`, { timeout: 60_000 }, async () => {
    const { page, problems } = await newVisitor(shared.browser, origin, {
      viewport: { width: 1440, height: 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
    await page.goto(`${origin}/w/${sample}reminders-skipped`);
    const heading = page.getByRole("heading", { name: /^No payment fails/ });
    await heading.waitFor();
    await page.getByText("All 58 customers are reminded").waitFor();
    await page.locator(".node-card", { hasText: "incident.opened" }).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    if (FOLDER) {
      await mkdir(FOLDER, { recursive: true });
      await page.screenshot({ path: path.join(FOLDER, `event-debugger-${colorScheme}.png`) });
    }
    assert.deepEqual(problems, []);
  });
}
