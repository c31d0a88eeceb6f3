// Orders a graph that grew.
import { at } from "./adjacency";
import { countCrossings } from "./crossings";
import { type Ordered, orderOf } from "./order";
import type { Stages } from "./stages";
import { swapNeighbours } from "./swaps";

/** How often what is new is sorted in again by where its neighbours are. */
const PASSES = 3;

/**
 * Orders the columns so that cards that were there before keep their order, and what is new comes
 * as close to its neighbours as that allows.
 */
export function orderKeeping(graph: Stages, before: Float32Array): Ordered {
  const fixed = new Uint8Array(graph.vertices);
  const height = new Float64Array(graph.vertices).fill(Number.NaN);
  for (let card = 0; card < graph.cards; card++) {
    if (!Number.isNaN(at(before, card))) {
      fixed[card] = 1;
      height[card] = at(before, card);
    }
  }
  const fresh = spread(graph, height, fixed);
  for (let pass = 1; pass < PASSES; pass++) {
    for (const vertex of fresh) {
      height[vertex] = meanHeight(graph, height, vertex);
    }
  }
  const columns: number[][] = Array.from({ length: graph.columnCount }, () => []);
  for (let vertex = 0; vertex < graph.vertices; vertex++) {
    columns[at(graph.column, vertex)]?.push(vertex);
  }
  const sorted = columns.map((column) =>
    Int32Array.from(column.sort((a, b) => at(height, a) - at(height, b) || a - b)),
  );
  const order = orderOf(graph, sorted);
  swapNeighbours(graph, order, fixed);
  return { order, crossings: countCrossings(graph, order) };
}

/** Gives heights to what has none, outward from what has one, and lists it in that order. */
function spread(graph: Stages, height: Float64Array, fixed: Uint8Array): number[] {
  const queue: number[] = [];
  for (let vertex = 0; vertex < graph.vertices; vertex++) {
    if (fixed[vertex] === 1) {
      queue.push(vertex);
    }
  }
  const known = queue.length;
  const queued = fixed.slice();
  const enqueue = (vertex: number): void => {
    if (queued[vertex] === 0) {
      queued[vertex] = 1;
      queue.push(vertex);
    }
  };
  let unseen = 0;
  for (let i = 0; ; i++) {
    while (i === queue.length && unseen < graph.vertices) {
      enqueue(unseen++);
    }
    if (i === queue.length) {
      break;
    }
    const vertex = queue[i] as number;
    if (i >= known) {
      height[vertex] = meanHeight(graph, height, vertex);
    }
    for (const { start, list } of [graph.left, graph.right]) {
      for (let k = at(start, vertex); k < at(start, vertex + 1); k++) {
        enqueue(at(list, k));
      }
    }
  }
  return queue.slice(known);
}

/** The mean of the neighbours that have a height; below everything where none has. */
function meanHeight(graph: Stages, height: Float64Array, vertex: number): number {
  let sum = 0;
  let count = 0;
  for (const { start, list } of [graph.left, graph.right]) {
    for (let k = at(start, vertex); k < at(start, vertex + 1); k++) {
      const neighbour = at(height, at(list, k));
      if (!Number.isNaN(neighbour)) {
        sum += neighbour;
        count++;
      }
    }
  }
  return count === 0 ? Number.MAX_SAFE_INTEGER : sum / count;
}
