// How high everything stands.
import { at } from "./adjacency";
import { makeLevel } from "./level";
import type { Order } from "./order";
import type { Stages } from "./stages";
import { CARD_PITCH, LINK_PITCH, PASSING_PITCH } from "./types";

/** How often the columns are gone through, there and back. */
const ROUNDS = 12;
/** How much a piece of a link wants to be level: between cards, at one end a card, between passings. */
const PULL = [1, 2, 8] as const;
/**
 * Up to this distance a pull grows with it, beyond it stays the same, so that one neighbour far away
 * doesn't bend what is level. It is halved each round, down to a pixel: rough places come first.
 */
const SOFT = 64;
/** How much a card that was there before wants to stay, against one piece of a link. */
const STAY = 40;

/**
 * The middle of each vertex in y. Each column in turn takes the heights that lie closest to what
 * its neighbours want among those that keep their distances: an isotonic regression, which takes
 * linear time and never lets two cards overlap.
 */
export function heights(graph: Stages, order: Order, before?: Float32Array): Float64Array {
  const y = new Float64Array(graph.vertices);
  const offset = new Float64Array(graph.vertices);
  for (const column of order.columns) {
    stack(graph, column, offset);
    for (const vertex of column) {
      y[vertex] = at(offset, vertex) - at(offset, at(column, column.length - 1)) / 2;
    }
  }
  const last = order.columns.length - 1;
  for (let round = 0; round < ROUNDS; round++) {
    const soft = Math.max(1, SOFT / 2 ** round);
    const context: Context = { graph, y, offset, before, soft };
    const both = round >= ROUNDS - 4;
    for (let c = 0; c <= last; c++) {
      settle(context, order.columns[c] as Int32Array, true, both);
    }
    for (let c = last; c >= 0; c--) {
      settle(context, order.columns[c] as Int32Array, both, true);
    }
  }
  const rounded = y.map(Math.round);
  makeLevel(graph, order, rounded, {
    least: (upper, lower) => leastDistance(graph.cards, upper, lower),
    isFixed: (vertex) => vertex < graph.cards && !Number.isNaN(before?.[vertex] ?? Number.NaN),
  });
  return rounded;
}

interface Context {
  readonly graph: Stages;
  readonly y: Float64Array;
  /** The distance of each vertex to the first of its column when all stand close. */
  readonly offset: Float64Array;
  readonly before: Float32Array | undefined;
  readonly soft: number;
}

function stack({ cards }: Stages, column: Int32Array, offset: Float64Array): void {
  for (let i = 1; i < column.length; i++) {
    const upper = at(column, i - 1);
    const lower = at(column, i);
    offset[lower] = at(offset, upper) + leastDistance(cards, upper, lower);
  }
}

/** How far apart the middles of two vertices of a column are at least. */
function leastDistance(cards: number, upper: number, lower: number): number {
  const both = Number(upper < cards) + Number(lower < cards);
  return both === 2 ? CARD_PITCH : both === 1 ? PASSING_PITCH : LINK_PITCH;
}

function settle(context: Context, column: Int32Array, left: boolean, right: boolean): void {
  const { y, offset } = context;
  const size = column.length;
  const mean = new Float64Array(size);
  const weight = new Float64Array(size);
  const length = new Int32Array(size);
  let blocks = 0;
  for (let i = 0; i < size; i++) {
    const vertex = at(column, i);
    const wish = wishOf(context, vertex, left, right);
    mean[blocks] = wish.y - at(offset, vertex);
    weight[blocks] = wish.weight;
    length[blocks] = 1;
    blocks++;
    while (blocks > 1 && at(mean, blocks - 2) >= at(mean, blocks - 1)) {
      blocks--;
      const together = at(weight, blocks - 1) + at(weight, blocks);
      mean[blocks - 1] =
        (at(mean, blocks - 1) * at(weight, blocks - 1) + at(mean, blocks) * at(weight, blocks)) /
        together;
      weight[blocks - 1] = together;
      length[blocks - 1] = at(length, blocks - 1) + at(length, blocks);
    }
  }
  for (let block = 0, i = 0; block < blocks; block++) {
    for (let k = 0; k < at(length, block); k++, i++) {
      const vertex = at(column, i);
      y[vertex] = at(mean, block) + at(offset, vertex);
    }
  }
}

function wishOf(
  { graph, y, before, soft }: Context,
  vertex: number,
  left: boolean,
  right: boolean,
): { y: number; weight: number } {
  let sum = 0;
  let weight = 0;
  const card = vertex < graph.cards;
  const add = (sides: Stages["left"]): void => {
    for (let i = at(sides.start, vertex); i < at(sides.start, vertex + 1); i++) {
      const neighbour = at(sides.list, i);
      const kind = (card ? 0 : 1) + (neighbour < graph.cards ? 0 : 1);
      const pull = at(PULL, kind) / (soft + Math.abs(at(y, neighbour) - at(y, vertex)));
      sum += pull * at(y, neighbour);
      weight += pull;
    }
  };
  if (left) {
    add(graph.left);
  }
  if (right) {
    add(graph.right);
  }
  const kept = card ? before?.[vertex] : undefined;
  if (kept !== undefined && !Number.isNaN(kept)) {
    const stay = STAY * Math.max(1, weight);
    sum += stay * kept;
    weight += stay;
  }
  // Without a wish it stays where it is, and gives way to those that have one.
  return weight === 0 ? { y: at(y, vertex), weight: 1e-4 } : { y: sum / weight, weight };
}
