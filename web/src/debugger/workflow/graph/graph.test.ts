import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layout } from "../layout/layout";
import { eventOf, history } from "../model/sample";
import { type Scene, sceneOf } from "../model/scene";
import { labelsOf, linksAlong } from "./hot";
import { neighbourOf } from "./neighbourOf";
import { nodeName, outcomeWords, stackTitle } from "./words";

const quiet = { shouldDocument: false };
const kept = new Set<string>();
const FOLDING = { undocumented: true, runs: true, kept, openRuns: kept };

const KNOWN = history(
  eventOf("a"),
  eventOf("q", ["a"], quiet),
  eventOf("b", ["q"]),
  eventOf("c", ["a"]),
  eventOf("d", ["b", "c"]),
);
const SCENE = sceneOf(KNOWN, FOLDING);

const keys = (scene: Scene): string[] => scene.nodes.map(({ key }) => key);

describe("links that are pointed out", () => {
  const ends = (hot: ReadonlySet<number>): string[] =>
    [...hot].map((link) => {
      const { from, to } = SCENE.links[link] ?? { from: -1, to: -1 };
      return `${keys(SCENE)[from]}${keys(SCENE)[to]}`;
    });

  test("follow a chain, over what is folded, and against it", () => {
    assert.deepEqual(ends(linksAlong(SCENE, ["a", "q", "b", "d"])).sort(), ["ab", "bd"]);
    assert.deepEqual(ends(linksAlong(SCENE, ["d", "c", "a"])).sort(), ["ac", "cd"]);
    assert.deepEqual(ends(linksAlong(SCENE, ["b", "c"])), []);
  });

  test("say how long they took, and others what they hide", () => {
    const hot = linksAlong(SCENE, ["c", "d"]);
    assert.deepEqual(
      labelsOf(SCENE, hot).map(({ text, kind, title }) => [text, kind, title]),
      [
        ["⋯1", "via", "1 step that isn’t documented"],
        ["1 min", "wait", "1 min from cause to effect"],
      ],
    );
  });
});

test("keys lead to causes, effects, and what stands above and below", () => {
  const placed = {
    scene: SCENE,
    layout: layout({
      count: SCENE.nodes.length,
      from: Uint32Array.from(SCENE.links, ({ from }) => from),
      to: Uint32Array.from(SCENE.links, ({ to }) => to),
    }),
  };
  const place = (id: string): number => SCENE.placeOf.get(id) ?? -1;
  assert.equal(neighbourOf(placed, place("d"), "effect"), undefined);
  assert.equal(neighbourOf(placed, place("b"), "cause"), place("a"));
  assert.equal(neighbourOf(placed, place("b"), "effect"), place("d"));
  assert.equal(neighbourOf(placed, place("a"), "earlier"), undefined);
  assert.equal(neighbourOf(placed, place("a"), "later"), place("b"));
  const below = neighbourOf(placed, place("b"), "below");
  const above = neighbourOf(placed, place("b"), "above");
  assert.deepEqual([below, above].sort(), [place("c"), undefined]);
  assert.equal(neighbourOf(placed, place("a"), "above"), undefined);
});

describe("words", () => {
  test("say what came of an event, and never guess", () => {
    const context = { relatedEvents: [], outcome: "Done", outcomeAt: null };
    assert.equal(outcomeWords(eventOf("a", [], { outcomeState: "TOLD", context })), "Done");
    const missing = eventOf("a", [], { outcomeState: "PENDING", timestamp: 1 });
    assert.equal(outcomeWords(missing, 120_001), "outcome missing for 2 min");
    assert.equal(outcomeWords(eventOf("a")), undefined);
  });

  test("name cards by name, state, time, causes and effects", () => {
    const [node] = SCENE.nodes;
    const links = { causes: new Map(), effects: new Map(), news: new Set<string>() };
    assert.match(
      node ? nodeName(node, links) : "",
      /^widget\.created, nothing expected, .*, 0 causes, 2 effects$/,
    );
  });

  test("name a stack after its events, unless there may be others", () => {
    const hub = eventOf("hub");
    const events = [eventOf("a", ["hub"]), eventOf("b", ["hub"])];
    const stack = { kind: "stack", key: "k", hub, side: "effects", events, hidden: 1_200 } as const;
    assert.equal(stackTitle(stack), "1,202 × widget.created");
    const counts = [
      { eventName: "widget.created", outcomeState: null, isRest: false, count: 7 },
      { eventName: "other", outcomeState: null, isRest: false, count: 2 },
    ];
    assert.equal(stackTitle(stack, counts), "9 events");
  });
});
