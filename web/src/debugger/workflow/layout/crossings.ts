// How good an order is.
import { at } from "./adjacency";
import type { Order } from "./order";
import type { Stages } from "./stages";

/** How often links cross between columns, counted with a Fenwick tree in n log n. */
export function countCrossings(graph: Stages, order: Order): number {
  let crossings = 0;
  for (let column = 0; column + 1 < order.columns.length; column++) {
    crossings += between(graph, order, column);
  }
  return crossings;
}

function between({ right }: Stages, { columns, place }: Order, column: number): number {
  const size = (columns[column + 1] as Int32Array).length;
  const tree = new Int32Array(size + 1);
  let crossings = 0;
  let placed = 0;
  for (const vertex of columns[column] as Int32Array) {
    const start = at(right.start, vertex);
    const end = at(right.start, vertex + 1);
    // Those of one vertex don't cross: they are counted first, and added after.
    for (let i = start; i < end; i++) {
      let above = 0;
      for (let k = at(place, at(right.list, i)) + 1; k > 0; k -= k & -k) {
        above += at(tree, k);
      }
      crossings += placed - above;
    }
    for (let i = start; i < end; i++) {
      for (let k = at(place, at(right.list, i)) + 1; k <= size; k += k & -k) {
        tree[k] = at(tree, k) + 1;
      }
    }
    placed += end - start;
  }
  return crossings;
}
