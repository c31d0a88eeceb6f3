// Places graphs: `layout(graph)`.
import { at } from "./adjacency";
import { columns } from "./columns";
import { cutCycles } from "./cycles";
import { heights } from "./heights";
import { orderKeeping } from "./keep";
import { orderColumns } from "./order";
import { type Stages, stages } from "./stages";
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  COLUMN_PITCH,
  type LayoutInput,
  type LayoutResult,
} from "./types";

/**
 * Places a graph, causes left of effects. The same graph is always placed in the same way.
 *
 * The steps: cycles are cut; each card gets a column, each long link a place in every column that
 * it passes; columns are ordered so that few links cross; heights follow the neighbours.
 */
export function layout(input: LayoutInput): LayoutResult {
  const cut = cutCycles(input);
  const drawn = input.from.map((_, e) => e).filter((e) => at(input.from, e) !== at(input.to, e));
  const turned = (e: number): boolean => cut[e] === 1;
  const from = drawn.map((e) => at(turned(e) ? input.to : input.from, e));
  const to = drawn.map((e) => at(turned(e) ? input.from : input.to, e));
  const graph = stages(columns(input.count, from, to), from, to);
  const known = input.before?.some((height) => !Number.isNaN(height));
  const { order, crossings } =
    input.before !== undefined && known === true
      ? orderKeeping(graph, input.before)
      : orderColumns(graph);
  const middle = heights(graph, order, input.before);
  const frame = frameOf(graph, middle);
  const { pointStart, points } = route(input, cut, graph, middle, frame.top);
  return {
    x: Float32Array.from(
      { length: input.count },
      (_, card) => at(graph.column, card) * COLUMN_PITCH,
    ),
    y: Float32Array.from(
      { length: input.count },
      (_, card) => at(middle, card) - frame.top - CARD_HEIGHT / 2,
    ),
    width: frame.width,
    height: frame.height,
    cut,
    pointStart,
    points,
    crossings,
  };
}

function frameOf(
  graph: Stages,
  middle: Float64Array,
): { top: number; width: number; height: number } {
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let vertex = 0; vertex < graph.vertices; vertex++) {
    const half = vertex < graph.cards ? CARD_HEIGHT / 2 : 0;
    top = Math.min(top, at(middle, vertex) - half);
    bottom = Math.max(bottom, at(middle, vertex) + half);
  }
  if (graph.vertices === 0) {
    return { top: 0, width: 0, height: 0 };
  }
  const width = (graph.columnCount - 1) * COLUMN_PITCH + CARD_WIDTH;
  return { top, width, height: bottom - top };
}

function route(
  input: LayoutInput,
  cut: Uint8Array,
  graph: Stages,
  middle: Float64Array,
  top: number,
): Pick<LayoutResult, "pointStart" | "points"> {
  const pointStart = new Uint32Array(input.from.length + 1);
  const points: number[] = [];
  let next = 0;
  for (let e = 0; e < input.from.length; e++) {
    pointStart[e] = points.length / 2;
    if (at(input.from, e) === at(input.to, e)) {
      continue;
    }
    const turned = cut[e] === 1;
    const left = at(turned ? input.to : input.from, e);
    const right = at(turned ? input.from : input.to, e);
    const way = wayBetween(graph, next, left, right, middle, top);
    for (let i = 0; i < way.length; i += 2) {
      const k = turned ? way.length - 2 - i : i;
      points.push(at(way, k), at(way, k + 1));
    }
    next++;
  }
  pointStart[input.from.length] = points.length / 2;
  return { pointStart, points: Float32Array.from(points) };
}

function wayBetween(
  graph: Stages,
  link: number,
  left: number,
  right: number,
  middle: Float64Array,
  top: number,
): number[] {
  const leftColumn = at(graph.column, left);
  const rightColumn = at(graph.column, right);
  const way = [leftColumn * COLUMN_PITCH + CARD_WIDTH, at(middle, left) - top];
  if (graph.direct[link] === 0) {
    for (let column = leftColumn + 1; column < rightColumn; column++) {
      const y = at(middle, at(graph.firstPassing, link) + column - leftColumn - 1) - top;
      way.push(column * COLUMN_PITCH, y, column * COLUMN_PITCH + CARD_WIDTH, y);
    }
  }
  way.push(rightColumn * COLUMN_PITCH, at(middle, right) - top);
  return way;
}
