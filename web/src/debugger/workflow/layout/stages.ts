// Links as pieces from column to column.
import { adjacency, at } from "./adjacency";
import type { Adjacency } from "./types";

/**
 * The graph with every link split into pieces from one column to the next. Vertices 0 to cards - 1
 * are the cards; those behind are places where a link passes a column.
 */
export interface Stages {
  readonly cards: number;
  readonly vertices: number;
  readonly column: Int32Array;
  readonly columnCount: number;
  /** Pieces to the next column, and from it. */
  readonly right: Adjacency;
  readonly left: Adjacency;
  /** Link e passes its columns at the vertices from `firstPassing[e]`, left to right. */
  readonly firstPassing: Int32Array;
  /** 1 for links that are too long to pass between cards: they run straight, behind them. */
  readonly direct: Uint8Array;
}

/** Splits links (each from a lower column to a higher one) into pieces. */
export function stages(column: Int32Array, from: Uint32Array, to: Uint32Array): Stages {
  const cards = column.length;
  const direct = tooLong(column, from, to);
  const firstPassing = new Int32Array(from.length).fill(-1);
  let vertices = cards;
  let pieces = 0;
  for (let e = 0; e < from.length; e++) {
    if (direct[e] === 0) {
      const span = at(column, at(to, e)) - at(column, at(from, e));
      firstPassing[e] = vertices;
      vertices += span - 1;
      pieces += span;
    }
  }
  const columnOf = new Int32Array(vertices);
  columnOf.set(column);
  const pieceFrom = new Uint32Array(pieces);
  const pieceTo = new Uint32Array(pieces);
  let piece = 0;
  for (let e = 0; e < from.length; e++) {
    if (direct[e] === 1) {
      continue;
    }
    let vertex = at(from, e);
    const target = at(to, e);
    const span = at(column, target) - at(column, vertex);
    for (let step = 1; step <= span; step++) {
      const next = step === span ? target : at(firstPassing, e) + step - 1;
      columnOf[next] = at(columnOf, vertex) + 1;
      pieceFrom[piece] = vertex;
      pieceTo[piece++] = next;
      vertex = next;
    }
  }
  let columnCount = 0;
  for (const c of column) {
    columnCount = Math.max(columnCount, c + 1);
  }
  return {
    cards,
    vertices,
    column: columnOf,
    columnCount,
    right: adjacency(vertices, pieceFrom, pieceTo),
    left: adjacency(vertices, pieceTo, pieceFrom),
    firstPassing,
    direct,
  };
}

/**
 * The longest links, as many as there are beyond a number of places that grows with the graph.
 * Otherwise a chain whose every event names the first would have half as many places as its square.
 */
function tooLong(column: Int32Array, from: Uint32Array, to: Uint32Array): Uint8Array {
  const span = (e: number): number => at(column, at(to, e)) - at(column, at(from, e));
  const direct = new Uint8Array(from.length);
  const bySpan = Uint32Array.from({ length: from.length }, (_, e) => e).sort(
    (a, b) => span(a) - span(b) || a - b,
  );
  let places = 2_000 + 4 * (column.length + from.length);
  for (const e of bySpan) {
    places -= span(e) - 1;
    direct[e] = places < 0 ? 1 : 0;
  }
  return direct;
}
