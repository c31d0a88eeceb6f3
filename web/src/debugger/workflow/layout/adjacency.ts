// Neighbours of vertices in flat arrays.
import type { Adjacency } from "./types";

/** Lists the neighbours `to` of each `from`, in the order of the edges. */
export function adjacency(count: number, from: Uint32Array, to: Uint32Array): Adjacency {
  const start = new Uint32Array(count + 1);
  for (const vertex of from) {
    start[vertex + 1] = at(start, vertex + 1) + 1;
  }
  for (let vertex = 0; vertex < count; vertex++) {
    start[vertex + 1] = at(start, vertex + 1) + at(start, vertex);
  }
  const next = start.slice();
  const list = new Uint32Array(from.length);
  const edge = new Uint32Array(from.length);
  for (let e = 0; e < from.length; e++) {
    const vertex = at(from, e);
    const place = at(next, vertex);
    next[vertex] = place + 1;
    list[place] = at(to, e);
    edge[place] = e;
  }
  return { start, list, edge };
}

/** The number at a place that is known to exist. */
export function at(numbers: ArrayLike<number>, place: number): number {
  return numbers[place] as number;
}
