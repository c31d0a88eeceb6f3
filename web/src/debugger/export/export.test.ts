import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { layout } from "../workflow/layout/layout";
import { eventOf, history } from "../workflow/model/sample";
import { sceneOf } from "../workflow/model/scene";
import { COLOURS, STATE_COLOURS } from "./colours";
import { draw, fitted, sizeOf } from "./drawing";
import { fileName } from "./files";
import { escapeXml, type Letters, SvgSurface } from "./surface";

const measure = (text: string, { size }: Letters) => [...text].length * size * 0.55;
const HOSTILE = `</text><script>alert(1)</script>"'&\u0000\ud800\u202e`;

function drawn(title: string): string {
  const known = history(
    eventOf("a", [], { outcomeState: "MET", eventName: HOSTILE, source: HOSTILE }),
    eventOf("b", ["a"], {
      outcomeState: "NOT_MET",
      userIntent: { goal: HOSTILE, expectedOutcome: null },
    }),
    eventOf("c", ["b"], { outcomeState: "PENDING" }),
  );
  const kept = new Set<string>();
  const scene = sceneOf(known, { undocumented: false, runs: true, kept, openRuns: kept });
  const placed = layout({
    count: scene.nodes.length,
    from: Uint32Array.from(scene.links, ({ from }) => from),
    to: Uint32Array.from(scene.links, ({ to }) => to),
  });
  const drawing = { scene, layout: placed, title, facts: "3 events", now: 0 };
  const surface = new SvgSurface(measure);
  draw(drawing, surface);
  const { width, height } = sizeOf(drawing, measure);
  return surface.finish(width, height, title);
}

test("a drawing has every card and link, and nothing of a text becomes markup", () => {
  const svg = drawn(HOSTILE);
  assert.equal(svg.match(/<rect [^>]*rx="10"/g)?.length, 3);
  assert.equal(svg.match(/stroke="#c6ccd8" stroke-width="1.5"/g)?.length, 2);
  assert.doesNotMatch(svg, /<script/);
  assert.ok(!svg.includes("\u0000") && !svg.includes("\ud800"));
  const tags = new Set([...svg.matchAll(/<(\w+)/g)].map(([, tag]) => tag));
  assert.deepEqual(tags, new Set(["svg", "title", "rect", "text", "path"]));
});

test("what XML can't hold is replaced", () => {
  assert.equal(
    escapeXml('a<b>&"\u0007\ud83d\ude00\udc00'),
    "a&lt;b&gt;&amp;&quot;\ufffd\ud83d\ude00\ufffd",
  );
});

test("texts are cut where their room ends", () => {
  const surface = new SvgSurface(measure);
  const letters = { size: 10, weight: 400, colour: "" };
  assert.equal(fitted(surface, "short", letters, 100), "short");
  assert.equal(fitted(surface, "a long\n text", letters, 56), "a long te…");
  assert.equal(fitted(surface, "none", letters, 0), "…");
});

test("files are called as the workflow is", () => {
  assert.equal(fileName("Größe: A ticket/../x", "md"), "größe-a-ticket-x.md");
  assert.equal(fileName("…", "svg"), "workflow.svg");
  assert.ok(fileName("x".repeat(500), "png").length < 70);
});

test("drawings have the colours of the light theme", () => {
  const css = readFileSync("src/debugger/styles/tokens.css", "utf8").split("[data-theme")[0] ?? "";
  const token = (name: string) => new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  const named = {
    bg: COLOURS.ground,
    surface: COLOURS.surface,
    line: COLOURS.line,
    "line-2": COLOURS.frame,
    text: COLOURS.text,
    "text-2": COLOURS.text2,
    "text-3": COLOURS.text3,
    met: STATE_COLOURS.MET,
    not: STATE_COLOURS.NOT_MET,
    pending: STATE_COLOURS.PENDING,
    told: STATE_COLOURS.TOLD,
    none: STATE_COLOURS.NONE,
  };
  for (const [name, colour] of Object.entries(named)) {
    assert.equal(colour, token(name), name);
  }
});
