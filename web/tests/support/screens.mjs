import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where pictures of screens go; none are taken unless it is set. */
const FOLDER = process.env.EVENT_MESH_TEST_SCREENSHOTS;

/** What screens are looked at on. */
export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

const THEMES = ["light", "dark"];

/** That axe finds nothing against WCAG 2.1, levels A and AA, in this part of the page as it is. */
async function assertAccessible(page, what, within) {
  if (await page.evaluate(() => globalThis.axe === undefined)) {
    await page.evaluate(AXE);
  }
  const violations = await page.evaluate(async (selector) => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    // Elements of Base UI that pass the focus on as soon as they have it.
    const context = { include: [selector], exclude: ["[data-base-ui-focus-guard]"] };
    const results = await globalThis.axe.run(context, { runOnly, resultTypes: ["violations"] });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`,
    );
  }, within);
  assert.deepEqual(violations, [], what);
}

/**
 * Looks at a screen in both themes, on a desk and on a phone: axe must find nothing, and pictures of it are
 * taken where somebody wants to see them. `within` is the part of the page that a test is about.
 */
export async function lookAt(page, name, { sizes = Object.keys(SIZES), within = "html" } = {}) {
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(SIZES[size]);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // Pages that leave it to the system say nothing.
      await page.locator(`html:not([data-theme]), html[data-theme=${colorScheme}]`).waitFor();
      // What fades in is half transparent at first.
      await page.waitForTimeout(200);
      await assertAccessible(page, `${name} ${size} ${colorScheme}`, within);
      if (FOLDER) {
        await mkdir(FOLDER, { recursive: true });
        await page.screenshot({ path: path.join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  await page.setViewportSize(before);
}

const PUBLISH = `mutation Publish($inputs: [PublishInput!]!) {
  publishMany(inputs: $inputs) { results { event { id } } }
}`;

/** Publishes events as they are given. */
export async function publishAll(api, inputs) {
  const { errors } = await api.ask({ query: PUBLISH, variables: { inputs } });
  assert.equal(errors, undefined, JSON.stringify(errors));
}

/** Stores the sample history, and returns what its ids begin with. */
export async function storeSample(origin) {
  const response = await fetch(`${origin}/sample`, { method: "POST" });
  const { newest } = await response.json();
  return newest.replace(/automation-triggered$/, "");
}
