import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "./random";
import { type Area, Grid } from "./sight";

const ROOM = 20_000;

function someAreas(count: number, seed: number): Float32Array {
  const next = random(seed);
  const areas = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const left = Math.round(next() * ROOM - ROOM / 2);
    const top = Math.round(next() * ROOM - ROOM / 2);
    const wide = next() < 0.05 ? ROOM : 236;
    areas.set([left, top, left + wide, top + 98], 4 * i);
  }
  return areas;
}

function slowly(areas: Float32Array, area: Area): number[] {
  const found: number[] = [];
  for (let i = 0; 4 * i < areas.length; i++) {
    const [left = 0, top = 0, right = 0, bottom = 0] = areas.subarray(4 * i);
    if (left <= area.right && top <= area.bottom && right >= area.left && bottom >= area.top) {
      found.push(i);
    }
  }
  return found;
}

test("the grid finds what a look at everything finds", () => {
  for (let seed = 0; seed < 8; seed++) {
    const areas = someAreas(400, seed);
    const grid = new Grid(areas);
    const next = random(seed + 100);
    for (let search = 0; search < 30; search++) {
      const left = next() * ROOM - ROOM / 2;
      const top = next() * ROOM - ROOM / 2;
      const size = next() ** 3 * 2 * ROOM;
      const area = { left, top, right: left + size, bottom: top + size / 2 };
      assert.deepEqual(grid.within(area), slowly(areas, area));
    }
  }
});

test("the last of several things at a point is found", () => {
  const grid = new Grid(Float32Array.from([0, 0, 10, 10, 5, 5, 20, 20]));
  assert.equal(grid.under(7, 7), 1);
  assert.equal(grid.under(2, 2), 0);
  assert.equal(grid.under(30, 2), undefined);
});
