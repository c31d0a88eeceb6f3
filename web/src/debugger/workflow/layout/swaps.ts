// Makes an order better step by step.
import { at } from "./adjacency";
import { type SortedNeighbours, sortedNeighbours } from "./neighbours";
import type { Order } from "./order";
import type { Stages } from "./stages";

/** How often a column is gone through again after something was swapped in it. */
const ROUNDS = 6;

/** Which vertices mustn't be swapped with one another: those for which this is 1. */
export type Fixed = Uint8Array | undefined;

/** Swaps vertices that follow one another wherever that makes fewer links cross. */
export function swapNeighbours(graph: Stages, order: Order, fixed?: Fixed): void {
  for (let column = 0; column < order.columns.length; column++) {
    swapWithin(graph, order, column, fixed);
  }
}

function swapWithin(graph: Stages, order: Order, column: number, fixed: Fixed): void {
  const vertices = order.columns[column] as Int32Array;
  const sides = [
    sortedNeighbours(graph, order, column, true),
    sortedNeighbours(graph, order, column, false),
  ] as const;
  // The lists were made for the places that the vertices have now.
  const origin = Int32Array.from({ length: vertices.length }, (_, i) => i);
  for (let round = 0, swapped = true; swapped && round < ROUNDS; round++) {
    swapped = false;
    for (let i = 0; i + 1 < vertices.length; i++) {
      const upper = at(vertices, i);
      const lower = at(vertices, i + 1);
      if (fixed?.[upper] === 1 && fixed[lower] === 1) {
        continue;
      }
      const a = at(origin, i);
      const b = at(origin, i + 1);
      if (gain(sides[0], a, b) + gain(sides[1], a, b) > 0) {
        vertices[i] = lower;
        vertices[i + 1] = upper;
        origin[i] = b;
        origin[i + 1] = a;
        swapped = true;
      }
    }
  }
  for (let i = 0; i < vertices.length; i++) {
    order.place[at(vertices, i)] = i;
  }
}

/** How many crossings fewer there are on one side with b above a. */
function gain({ start, places }: SortedNeighbours, a: number, b: number): number {
  const endA = at(start, a + 1);
  const endB = at(start, b + 1);
  let gained = 0;
  let below = at(start, b);
  let notAbove = below;
  const startB = below;
  for (let i = at(start, a); i < endA; i++) {
    const place = at(places, i);
    while (below < endB && at(places, below) < place) {
      below++;
    }
    while (notAbove < endB && at(places, notAbove) <= place) {
      notAbove++;
    }
    // With a above b it crosses those of b that end higher; the other way round those that end lower.
    gained += below - startB - (endB - notAbove);
  }
  return gained;
}
