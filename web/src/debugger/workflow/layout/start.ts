// Orders to begin with.
import { at } from "./adjacency";
import { type Order, orderOf } from "./order";
import { random } from "./random";
import type { Stages } from "./stages";

/**
 * The order in which a walk without regard to direction comes by, depth first: what belongs
 * together stands together. The first `variant` begins with the oldest card and turns to older
 * links first; each further one begins and turns elsewhere, the same way every time.
 */
export function depthFirst(graph: Stages, variant: number): Order {
  const { vertices, columnCount } = graph;
  const sizes = new Int32Array(columnCount);
  for (const column of graph.column) {
    sizes[column] = at(sizes, column) + 1;
  }
  const columns = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(columnCount);
  const seen = new Uint8Array(vertices);
  const stack: number[] = [];
  const next = variant === 0 ? undefined : random(variant);
  const first = next === undefined ? 0 : Math.floor(next() * vertices);
  for (let i = 0; i < vertices; i++) {
    stack.push((first + i) % vertices);
    while (stack.length > 0) {
      const vertex = stack.pop() as number;
      if (seen[vertex] === 1) {
        continue;
      }
      seen[vertex] = 1;
      const column = at(graph.column, vertex);
      (columns[column] as Int32Array)[at(filled, column)] = vertex;
      filled[column] = at(filled, column) + 1;
      pushNeighbours(graph, vertex, stack, next);
    }
  }
  return orderOf(graph, columns);
}

/** Pushes neighbours so that the one to be visited first comes last. */
function pushNeighbours(
  graph: Stages,
  vertex: number,
  stack: number[],
  next: (() => number) | undefined,
): void {
  const bottom = stack.length;
  for (const { start, list } of [graph.right, graph.left]) {
    for (let i = at(start, vertex + 1) - 1; i >= at(start, vertex); i--) {
      stack.push(at(list, i));
    }
  }
  if (next !== undefined) {
    for (let i = stack.length - 1; i > bottom; i--) {
      const other = bottom + Math.floor(next() * (i - bottom + 1));
      const kept = stack[i] as number;
      stack[i] = stack[other] as number;
      stack[other] = kept;
    }
  }
}
