// Which card stands above which.
import { at } from "./adjacency";
import { countCrossings } from "./crossings";
import { sortColumns } from "./sort";
import type { Stages } from "./stages";
import { depthFirst } from "./start";
import { swapNeighbours } from "./swaps";

/** Which vertex stands where in its column, from the top. */
export interface Order {
  readonly columns: readonly Int32Array[];
  /** The place of each vertex within its column. */
  readonly place: Int32Array;
}

/** An order and how often links cross in it. */
export interface Ordered {
  readonly order: Order;
  readonly crossings: number;
}

/** How many passes over all columns one start gets. */
const PASSES = 12;
/** A start is given up when so many passes in a row made nothing better. */
const PATIENCE = 5;
/** How many vertices and pieces of links all starts together may go through in one pass. */
const WORK = 40_000;
/** How many starts at most. */
const STARTS = 24;

/** Orders the columns so that few links cross: the best of several starts and passes. */
export function orderColumns(graph: Stages): Ordered {
  const size = graph.vertices + graph.right.list.length;
  const starts = Math.max(1, Math.min(STARTS, Math.floor(WORK / Math.max(1, size))));
  let best = improve(graph, depthFirst(graph, 0));
  for (let start = 1; start < starts && best.crossings > 0; start++) {
    const next = improve(graph, depthFirst(graph, start));
    best = next.crossings < best.crossings ? next : best;
  }
  return best;
}

function improve(graph: Stages, order: Order): Ordered {
  let best: Ordered = { order: copy(order), crossings: countCrossings(graph, order) };
  let idle = 0;
  for (let pass = 0; pass < PASSES && idle < PATIENCE && best.crossings > 0; pass++) {
    sortColumns(graph, order, pass % 2 === 0, pass % 4 >= 2);
    const crossings = countCrossings(graph, order);
    idle++;
    if (crossings < best.crossings) {
      best = { order: copy(order), crossings };
      idle = 0;
    }
  }
  if (best.crossings === 0) {
    return best;
  }
  swapNeighbours(graph, best.order);
  return { order: best.order, crossings: countCrossings(graph, best.order) };
}

function copy(order: Order): Order {
  return { columns: order.columns.map((column) => column.slice()), place: order.place.slice() };
}

/** An order from the vertices of each column. */
export function orderOf(graph: Stages, columns: readonly Int32Array[]): Order {
  const place = new Int32Array(graph.vertices);
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      place[at(column, i)] = i;
    }
  }
  return { columns, place };
}
