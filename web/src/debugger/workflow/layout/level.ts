// Takes small bends out of links.
import { at } from "./adjacency";
import type { Order } from "./order";
import type { Stages } from "./stages";

/** A link that rises or falls by less looks like a mistake. */
const BEND = 16;

/** What may be moved, and how far. */
export interface Limits {
  /** How far apart the middles of two vertices of a column are at least. */
  readonly least: (upper: number, lower: number) => number;
  /** Whether a vertex has to stay where it is. */
  readonly isFixed: (vertex: number) => boolean;
}

/**
 * Moves vertices by a few pixels to the height of a neighbour, wherever that leaves enough room within their
 * column: first rightward, then leftward those that no link holds level.
 */
export function makeLevel(
  graph: Stages,
  order: Order,
  y: Float64Array,
  { least, isFixed }: Limits,
): void {
  const fits = (column: Int32Array, i: number, height: number): boolean => {
    const vertex = at(column, i);
    const above = column[i - 1];
    const below = column[i + 1];
    return (
      (above === undefined || height - at(y, above) >= least(above, vertex)) &&
      (below === undefined || at(y, below) - height >= least(vertex, below))
    );
  };
  const pass = (columns: readonly Int32Array[], isRightward: boolean): void => {
    const towards = isRightward ? graph.left : graph.right;
    const behind = isRightward ? undefined : graph.left;
    for (const column of columns) {
      for (let i = 0; i < column.length; i++) {
        const vertex = at(column, i);
        const height = nearest(y, towards, vertex);
        const isHeld = behind !== undefined && nearest(y, behind, vertex) === y[vertex];
        if (height !== undefined && !isHeld && !isFixed(vertex) && fits(column, i, height)) {
          y[vertex] = height;
        }
      }
    }
  };
  pass(order.columns, true);
  pass([...order.columns].reverse(), false);
}

/** The height of the neighbour that is nearest in height, unless all are far. */
function nearest(
  y: Float64Array,
  { start, list }: Stages["left"],
  vertex: number,
): number | undefined {
  let found: number | undefined;
  let distance = BEND;
  for (let i = at(start, vertex); i < at(start, vertex + 1); i++) {
    const height = at(y, at(list, i));
    if (Math.abs(height - at(y, vertex)) < distance) {
      distance = Math.abs(height - at(y, vertex));
      found = height;
    }
  }
  return found;
}
