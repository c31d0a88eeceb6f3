// Which card stands in which column.
import { adjacency, at } from "./adjacency";
import type { Adjacency } from "./types";

/**
 * The column of each card: one right of its rightmost cause. Cards without causes stand beside
 * their first effect, so that what begins late doesn't stand at the far left.
 */
export function columns(count: number, from: Uint32Array, to: Uint32Array): Int32Array {
  const effects = adjacency(count, from, to);
  const column = byLongestPath(effects, to);
  const causes = new Uint32Array(count);
  for (const vertex of to) {
    causes[vertex] = at(causes, vertex) + 1;
  }
  for (let vertex = 0; vertex < count; vertex++) {
    const first = at(effects.start, vertex);
    const end = at(effects.start, vertex + 1);
    if (causes[vertex] === 0 && first < end) {
      let leftmost = Number.POSITIVE_INFINITY;
      for (let place = first; place < end; place++) {
        leftmost = Math.min(leftmost, at(column, at(effects.list, place)));
      }
      column[vertex] = leftmost - 1;
    }
  }
  return column;
}

function byLongestPath({ start, list }: Adjacency, to: Uint32Array): Int32Array {
  const count = start.length - 1;
  const column = new Int32Array(count);
  const waiting = new Uint32Array(count);
  for (const vertex of to) {
    waiting[vertex] = at(waiting, vertex) + 1;
  }
  const ready = new Uint32Array(count);
  let end = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    if (waiting[vertex] === 0) {
      ready[end++] = vertex;
    }
  }
  for (let i = 0; i < end; i++) {
    const vertex = at(ready, i);
    for (let place = at(start, vertex); place < at(start, vertex + 1); place++) {
      const effect = at(list, place);
      column[effect] = Math.max(at(column, effect), at(column, vertex) + 1);
      waiting[effect] = at(waiting, effect) - 1;
      if (waiting[effect] === 0) {
        ready[end++] = effect;
      }
    }
  }
  return column;
}
