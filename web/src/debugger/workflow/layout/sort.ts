// Sorts columns by where their neighbours stand.
import { at } from "./adjacency";
import { sortedNeighbours } from "./neighbours";
import type { Order } from "./order";
import type { Stages } from "./stages";

/**
 * Sorts each column by the mean place of its neighbours in the column before (`rightward`) or
 * behind. Vertices without neighbours there keep their place. With `turned`, those of the same mean
 * change their order, which leads out of dead ends.
 */
export function sortColumns(
  graph: Stages,
  order: Order,
  rightward: boolean,
  turned: boolean,
): void {
  const last = order.columns.length - 1;
  const mean = new Float64Array(graph.vertices);
  for (let step = 1; step <= last; step++) {
    const column = rightward ? step : last - step;
    const vertices = order.columns[column] as Int32Array;
    const { start, places } = sortedNeighbours(graph, order, column, rightward);
    const movable: number[] = [];
    for (let i = 0; i < vertices.length; i++) {
      const from = at(start, i);
      const to = at(start, i + 1);
      if (to > from) {
        let sum = 0;
        for (let k = from; k < to; k++) {
          sum += at(places, k);
        }
        const vertex = at(vertices, i);
        mean[vertex] = sum / (to - from);
        movable.push(vertex);
      }
    }
    const tie = turned ? -1 : 1;
    movable.sort(
      (a, b) => at(mean, a) - at(mean, b) || tie * (at(order.place, a) - at(order.place, b)),
    );
    fill(order, vertices, start, movable);
  }
}

/** Puts the sorted vertices where movable ones stood. */
function fill(
  order: Order,
  vertices: Int32Array,
  start: Int32Array,
  movable: readonly number[],
): void {
  let next = 0;
  for (let i = 0; i < vertices.length; i++) {
    if (at(start, i + 1) > at(start, i)) {
      vertices[i] = movable[next++] as number;
    }
  }
  for (let i = 0; i < vertices.length; i++) {
    order.place[at(vertices, i)] = i;
  }
}
