// Where the neighbours of a column stand.
import { at } from "./adjacency";
import type { Order } from "./order";
import type { Stages } from "./stages";

/** The places of the neighbours of a column's vertices, of each in ascending order. */
export interface SortedNeighbours {
  /** Those of the vertex at place i are from start[i] to before start[i + 1]. */
  readonly start: Int32Array;
  readonly places: Int32Array;
}

/**
 * Lists neighbours to the left or to the right of a column. They come out sorted because the other
 * column is walked from its top, which takes no longer than to read them.
 */
export function sortedNeighbours(
  graph: Stages,
  order: Order,
  column: number,
  left: boolean,
): SortedNeighbours {
  const vertices = order.columns[column] as Int32Array;
  const own = left ? graph.left : graph.right;
  const start = new Int32Array(vertices.length + 1);
  for (let i = 0; i < vertices.length; i++) {
    const vertex = at(vertices, i);
    start[i + 1] = at(start, i) + at(own.start, vertex + 1) - at(own.start, vertex);
  }
  const places = new Int32Array(at(start, vertices.length));
  const other = order.columns[column + (left ? -1 : 1)];
  if (other === undefined) {
    return { start, places };
  }
  const back = left ? graph.right : graph.left;
  const next = start.slice();
  for (let k = 0; k < other.length; k++) {
    const vertex = at(other, k);
    for (let i = at(back.start, vertex); i < at(back.start, vertex + 1); i++) {
      const place = at(order.place, at(back.list, i));
      const slot = at(next, place);
      places[slot] = k;
      next[place] = slot + 1;
    }
  }
  return { start, places };
}
