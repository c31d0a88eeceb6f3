import { randomUUID } from "node:crypto";
import { publishAll } from "./screens.mjs";

const HOUR = 3_600_000;

/** What ids of a test begin with, so that tests can share a server. */
export const newPrefix = () => `w${randomUUID().slice(0, 8)}-`;

/** Publishes events an hour apart, each `[name, names of its causes, what else it has]`. */
export async function publishStory(api, prefix, story) {
  const start = Date.now() - (story.length + 1) * HOUR;
  const inputs = story.map(([name, causes = [], further = {}], i) => ({
    id: prefix + name,
    eventName: `step.${name}`,
    source: "test",
    timestamp: start + i * HOUR,
    payload: { name },
    shouldDocument: true,
    userIntent: { goal: `Goal of ${name}` },
    context: { relatedEvents: causes.map((cause) => prefix + cause) },
    ...further,
  }));
  for (let i = 0; i < inputs.length; i += 500) {
    await publishAll(api, inputs.slice(i, i + 500));
  }
}

/** The card of an event. */
export const cardOf = (page, prefix, name) => page.locator(`[data-key="${prefix}${name}"]`);

/** The names of the cards that are drawn. */
export const cardsOf = async (page) =>
  (await page.locator(".node-card").evaluateAll((cards) => cards.map((card) => card.dataset.key)))
    .filter((key) => key !== undefined)
    .sort();

/** Waits until these cards are drawn, and no others. */
export async function waitForCards(page, prefix, names) {
  const keys = names.map((name) => prefix + name).sort();
  await page.waitForFunction(
    (wanted) => {
      const drawn = [...document.querySelectorAll(".node-card")].map((card) => card.dataset.key);
      return JSON.stringify(drawn.sort()) === JSON.stringify(wanted);
    },
    keys,
    { timeout: 10_000 },
  );
}

/** Waits until a parameter of the address is this, or isn't there. */
export const waitForParameter = (page, name, value) =>
  page.waitForFunction(
    ([key, wanted]) => new URLSearchParams(location.search).get(key) === wanted,
    [name, value],
    { timeout: 10_000 },
  );

/** A parameter of the address. */
export const parameterOf = (page, name) => new URL(page.url()).searchParams.get(name);
