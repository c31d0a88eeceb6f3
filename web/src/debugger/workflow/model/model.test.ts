import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CardEvent, type Known, merge } from "./event";
import { linksOf } from "./links";
import { longestWait } from "./longestWait";
import { eventOf, history } from "./sample";
import { type Folding, isSameShape, type Scene, sceneOf } from "./scene";

const UNFOLDED: Folding = {
  undocumented: false,
  runs: false,
  kept: new Set(),
  openRuns: new Set(),
};

const cards = (scene: Scene): string[] => scene.nodes.map(({ key }) => key);

const linked = (scene: Scene): string[] =>
  scene.links.map(({ from, to, via }) => `${cards(scene)[from]} ${cards(scene)[to]} ${via}`).sort();

const chainOf = (count: number): Known =>
  history(
    ...Array.from({ length: count }, (_, i) => eventOf(`e${i + 1}`, i === 0 ? [] : [`e${i}`])),
  );

function one(known: Known, id: string): CardEvent {
  const event = known.get(id);
  assert.ok(event);
  return event;
}

describe("the graph of the known events", () => {
  test("has a card for each, oldest first, and their links", () => {
    const known = history(eventOf("a"), eventOf("b", ["a", "a", "gone"]), eventOf("c", ["a", "b"]));
    const scene = sceneOf(known, UNFOLDED);
    assert.deepEqual(cards(scene), ["a", "b", "c"]);
    assert.deepEqual(linked(scene), ["a b 0", "a c 0", "b c 0"]);
  });

  test("counts the causes and effects that aren't known", () => {
    const known = history(
      eventOf("a", ["x"], { effectCount: 6 }),
      eventOf("b", ["a"], { effectCount: 2 }),
    );
    const [a, b] = sceneOf(known, UNFOLDED).nodes;
    assert.deepEqual(a?.kind === "event" && a.hidden, { causes: 1, effects: 6 });
    assert.deepEqual(b?.kind === "event" && b.hidden, { causes: 0, effects: 2 });
  });

  test("doesn't take what came live off the counts that were loaded before", () => {
    const loaded = history(eventOf("a", [], { effectCount: 3 }));
    const known = merge(loaded, [eventOf("b", ["a"], { timestamp: 9 })]);
    const [, a] = sceneOf(known, UNFOLDED, linksOf(known, new Set(["b"]))).nodes;
    assert.deepEqual(a?.kind === "event" && a.hidden, { causes: 0, effects: 3 });
  });

  test("folds what isn't to be documented into links, the shortest way", () => {
    const quiet = { shouldDocument: false };
    const known = history(
      eventOf("a"),
      eventOf("q1", ["a"], quiet),
      eventOf("q2", ["q1"], quiet),
      eventOf("q3", ["a"], quiet),
      eventOf("b", ["q2", "q3"]),
      eventOf("c", ["q1", "a"]),
      eventOf("end", ["c"], quiet),
    );
    const scene = sceneOf(known, { ...UNFOLDED, undocumented: true });
    assert.deepEqual(cards(scene), ["a", "b", "c"]);
    assert.deepEqual(linked(scene), ["a b 1", "a c 0"]);
    assert.equal(scene.folded, 4);
    const kept = sceneOf(known, { ...UNFOLDED, undocumented: true, kept: new Set(["q3"]) });
    assert.deepEqual(cards(kept), ["a", "q3", "b", "c"]);
  });

  test("folds runs longer than 12, but for two at each end", () => {
    const folding = { ...UNFOLDED, runs: true };
    assert.equal(sceneOf(chainOf(14), folding).nodes.length, 14);
    const scene = sceneOf(chainOf(15), folding);
    const run = scene.nodes.find(({ kind }) => kind === "run");
    assert.deepEqual(cards(scene), ["e1", "e2", "e3", "e4:run", "e13", "e14", "e15"]);
    assert.equal(run?.kind === "run" && run.events.length, 9);
    assert.equal(scene.links.length, 6);
    assert.equal(scene.placeOf.get("e8"), 3);
    const opened = sceneOf(chainOf(15), { ...folding, openRuns: new Set(["e4"]) });
    assert.equal(opened.nodes.length, 15);
  });

  test("doesn't fold a run over an event that is kept, or that has something hidden", () => {
    const folding = { ...UNFOLDED, runs: true };
    const kept = sceneOf(chainOf(15), { ...folding, kept: new Set(["e8"]) });
    assert.equal(kept.nodes.length, 15);
    const known = merge(chainOf(15), [{ ...one(chainOf(15), "e8"), effectCount: 4 }]);
    assert.equal(sceneOf(known, folding).nodes.length, 15);
  });

  test("stacks what a hub alone led to, with what isn't loaded yet", () => {
    const effects = Array.from({ length: 30 }, (_, i) => eventOf(`t${i}`, ["hub"]));
    const known = history(
      eventOf("hub", [], { effectCount: 158 }),
      ...effects,
      eventOf("after", ["t3"]),
    );
    const scene = sceneOf(known, UNFOLDED);
    const stack = scene.nodes.find(({ kind }) => kind === "stack");
    assert.deepEqual(cards(scene), ["hub", "hub:effects", "t3", "after"]);
    assert.equal(stack?.kind === "stack" && stack.events.length, 29);
    assert.equal(stack?.kind === "stack" && stack.hidden, 158);
    assert.deepEqual(linked(scene), ["hub hub:effects 0", "hub t3 0", "t3 after 0"]);
    const hub = scene.nodes[0];
    assert.equal(hub?.kind === "event" && hub.hidden.effects, 0);
  });

  test("stacks what a hub led to and what comes together again", () => {
    const effects = Array.from({ length: 30 }, (_, i) => eventOf(`t${i}`, ["hub"]));
    const ids = effects.map((effect) => effect.id);
    const known = history(
      eventOf("hub"),
      ...effects,
      eventOf("end", ids),
      eventOf("late", ["end"]),
    );
    const scene = sceneOf(known, UNFOLDED);
    assert.deepEqual(cards(scene), ["hub", "hub:effects", "end", "late"]);
    assert.deepEqual(linked(scene), ["end late 0", "hub hub:effects 0", "hub:effects end 0"]);
  });

  test("keeps its shape while only outcomes change", () => {
    const known = chainOf(4);
    const told = merge(known, [{ ...one(known, "e2"), outcomeState: "MET", revision: 2 }]);
    assert.ok(isSameShape(sceneOf(known, UNFOLDED), sceneOf(told, UNFOLDED)));
    assert.ok(!isSameShape(sceneOf(known, UNFOLDED), sceneOf(chainOf(5), UNFOLDED)));
  });
});

describe("events that are known already", () => {
  test("give way to newer revisions only", () => {
    const old = eventOf("a", [], { revision: 2, source: "old" });
    const known = merge(new Map(), [old]);
    assert.equal(merge(known, [eventOf("a", [], { revision: 1 })]).get("a"), old);
    assert.notEqual(merge(known, [eventOf("a", [], { revision: 3 })]).get("a"), old);
  });
});

describe("the longest wait", () => {
  const wait = (known: Known, of: string): readonly string[] =>
    longestWait(one(known, of), linksOf(known));

  test("leads from the oldest root through the event to the latest end", () => {
    const known = history(
      eventOf("old"),
      eventOf("young"),
      eventOf("here", ["young", "old"]),
      eventOf("soon", ["here"]),
      eventOf("late", ["here"]),
    );
    assert.deepEqual(wait(known, "here"), ["old", "here", "late"]);
  });

  test("takes most steps where the ends are the same", () => {
    const known = history(eventOf("a"), eventOf("b", ["a"]), eventOf("c", ["a", "b"]));
    assert.deepEqual(wait(known, "c"), ["a", "b", "c"]);
  });

  test("ends in cycles, and on long chains", () => {
    const cycle = history(eventOf("a", ["c"]), eventOf("b", ["a"]), eventOf("c", ["b"]));
    assert.ok(wait(cycle, "b").length >= 2);
    const ids = wait(chainOf(20_000), "e10000");
    assert.equal(ids.length, 20_000);
  });
});
