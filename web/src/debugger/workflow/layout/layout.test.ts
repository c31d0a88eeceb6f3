import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { at } from "./adjacency";
import { anything, chain, fan, graphOf, history, hub, ladder, mixture } from "./generate";
import { layout } from "./layout";
import { CARD_HEIGHT, CARD_WIDTH, type LayoutInput, type LayoutResult } from "./types";

const SHAPES: readonly (readonly [string, LayoutInput])[] = [
  ["nothing", graphOf(0, [])],
  ["one card", graphOf(1, [])],
  ["a link to itself", graphOf(1, [[0, 0]])],
  ["cards without links", graphOf(40, [])],
  ["a chain", chain(300)],
  ["a ladder", ladder(300)],
  ["a hub", hub(300)],
  ["a fan", fan(300)],
  ["a mixture", mixture(600, 1)],
  ...Array.from({ length: 12 }, (_, i) => [`history ${i}`, history(40 + 20 * i, i)] as const),
  ...Array.from(
    { length: 12 },
    (_, i) => [`anything ${i}`, anything(2 + 5 * i, 9 * i, i)] as const,
  ),
];

const links = ({ from }: LayoutInput): number[] => Array.from(from.keys());

describe("layout", () => {
  test("no two cards overlap", () => {
    everyShape((input, result) => {
      const lower = new Map<number, number>();
      for (const card of topDown(input, result)) {
        const x = at(result.x, card);
        const y = at(result.y, card);
        assert.ok(y >= (lower.get(x) ?? 0), `card ${card} begins above the end of another`);
        lower.set(x, y + CARD_HEIGHT);
      }
    });
  });

  test("links pass between cards, never through one", () => {
    everyShape((input, result) => {
      const columns = byColumn(input, result);
      for (const e of links(input)) {
        for (const [x, y] of passings(result, e)) {
          for (const card of columns.get(x) ?? []) {
            const top = at(result.y, card);
            assert.ok(y < top || y > top + CARD_HEIGHT, `link ${e} runs through card ${card}`);
          }
        }
      }
    });
  });

  test("links lead to the right, but for those that are cut", () => {
    everyShape((input, result) => {
      for (const e of links(input)) {
        const way = at(result.x, at(input.to, e)) - at(result.x, at(input.from, e));
        assert.ok(result.cut[e] === 1 ? way <= 0 : way >= CARD_WIDTH, `link ${e} leads by ${way}`);
      }
    });
  });

  test("links are cut where a cycle is, and nowhere else", () => {
    everyShape((input, result) => {
      for (const e of links(input)) {
        if (result.cut[e] === 1) {
          assert.ok(reaches(input, at(input.to, e), at(input.from, e)), `link ${e} is in no cycle`);
        }
      }
    });
    const late = graphOf(3, [
      [2, 0],
      [0, 1],
    ]);
    assert.deepEqual([...layout(late).cut], [0, 0], "a cause that is younger by a wrong clock");
  });

  test("each link begins at its cause and ends at its effect", () => {
    everyShape((input, result) => {
      for (const e of links(input)) {
        const points = way(result, e);
        const from = at(input.from, e);
        const to = at(input.to, e);
        if (from === to) {
          assert.equal(points.length, 0);
          continue;
        }
        const cut = result.cut[e] === 1;
        assert.deepEqual(points[0], port(result, from, !cut));
        assert.deepEqual(points[points.length - 1], port(result, to, cut));
      }
    });
  });

  test("everything lies within the frame", () => {
    everyShape((input, result) => {
      for (let card = 0; card < input.count; card++) {
        assert.ok(at(result.x, card) >= 0 && at(result.x, card) + CARD_WIDTH <= result.width);
        assert.ok(at(result.y, card) >= 0 && at(result.y, card) + CARD_HEIGHT <= result.height);
      }
      for (let i = 0; i < result.points.length; i += 2) {
        assert.ok(at(result.points, i) >= 0 && at(result.points, i) <= result.width);
        assert.ok(at(result.points, i + 1) >= 0 && at(result.points, i + 1) <= result.height);
      }
    });
  });

  test("the same graph is placed in the same way", () => {
    everyShape((input, result) => assert.deepEqual(layout(input), result));
  });

  test("a chain is a line, and so is each side of a ladder", () => {
    assert.equal(new Set(layout(chain(300)).y).size, 1);
    assert.equal(layout(ladder(300)).crossings, 0);
  });

  test("trees have no crossing", () => {
    const tree = graphOf(
      400,
      Array.from({ length: 399 }, (_, i) => [Math.floor((i * i * 7919) % (i + 1)), i + 1] as const),
    );
    assert.equal(layout(tree).crossings, 0);
  });

  test("what is drawn grows with the graph, not with its square", () => {
    for (const shape of [chain, ladder, hub, fan, (n: number) => mixture(n, 1)]) {
      const input = shape(10_000);
      const { points, x } = layout(input);
      assert.equal(x.length, 10_000);
      assert.ok(points.length < 4 * (4_000 + 5 * (input.count + input.from.length)));
    }
  });
});

describe("layout of a graph that grew", () => {
  test("cards of a column keep their order", () => {
    for (let seed = 0; seed < 20; seed++) {
      const grown = history(120, seed);
      const part = olderPart(grown, 80);
      const first = layout(part);
      const before = new Float32Array(120).fill(Number.NaN);
      before.set(first.y.map((y) => y + CARD_HEIGHT / 2));
      const second = layout({ ...grown, before });
      assert.deepEqual(layout({ ...grown, before }), second);
      for (const cards of byColumn(grown, second).values()) {
        const kept = cards.filter((card) => card < 80).map((card) => at(first.y, card));
        assert.deepEqual(
          kept,
          [...kept].sort((a, b) => a - b),
        );
      }
    }
  });

  test("a card that gets an effect stays where it is, and so do the others", () => {
    const part = history(60, 3);
    const first = layout(part);
    const grown = graphOf(61, [...links(part).map((e) => pair(part, e)), [59, 60]]);
    const before = new Float32Array(61).fill(Number.NaN);
    before.set(first.y.map((y) => y + CARD_HEIGHT / 2));
    const second = layout({ ...grown, before });
    const moved = Array.from({ length: 60 }, (_, card) => at(second.y, card) - at(first.y, card));
    const shift = at(moved, 0);
    const far = moved.filter((by) => Math.abs(by - shift) > CARD_HEIGHT / 2);
    assert.ok(far.length <= 6, `${far.length} cards moved`);
  });
});

const results = new Map<LayoutInput, LayoutResult>();

function placed(input: LayoutInput): LayoutResult {
  const result = results.get(input) ?? layout(input);
  results.set(input, result);
  return result;
}

function everyShape(check: (input: LayoutInput, result: LayoutResult) => void): void {
  for (const [name, input] of SHAPES) {
    try {
      check(input, placed(input));
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

function topDown({ count }: LayoutInput, { y }: LayoutResult): number[] {
  return Array.from({ length: count }, (_, card) => card).sort((a, b) => at(y, a) - at(y, b));
}

function byColumn(input: LayoutInput, result: LayoutResult): Map<number, number[]> {
  const columns = new Map<number, number[]>();
  for (const card of topDown(input, result)) {
    const x = at(result.x, card);
    columns.set(x, [...(columns.get(x) ?? []), card]);
  }
  return columns;
}

function way(result: LayoutResult, e: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = at(result.pointStart, e); i < at(result.pointStart, e + 1); i++) {
    points.push([at(result.points, 2 * i), at(result.points, 2 * i + 1)]);
  }
  return points;
}

function passings(result: LayoutResult, e: number): [number, number][] {
  return way(result, e).slice(1, -1);
}

function port({ x, y }: LayoutResult, card: number, right: boolean): [number, number] {
  return [at(x, card) + (right ? CARD_WIDTH : 0), at(y, card) + CARD_HEIGHT / 2];
}

function pair(input: LayoutInput, e: number): [number, number] {
  return [at(input.from, e), at(input.to, e)];
}

function olderPart(input: LayoutInput, count: number): LayoutInput {
  return graphOf(
    count,
    links(input)
      .map((e) => pair(input, e))
      .filter(([from, to]) => from < count && to < count),
  );
}

function reaches(input: LayoutInput, start: number, end: number): boolean {
  const seen = new Set([start]);
  for (const card of seen) {
    for (const e of links(input)) {
      if (input.from[e] === card) {
        seen.add(at(input.to, e));
      }
    }
  }
  return seen.has(end);
}
