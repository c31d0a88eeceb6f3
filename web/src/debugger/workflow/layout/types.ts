// What is laid out, and what comes of it. `layout.ts` does it; `runner.ts` has it done by a worker.
/** Width of a card, in pixels of the unscaled drawing. */
export const CARD_WIDTH = 236;
/** Height of a card. */
export const CARD_HEIGHT = 98;
/** From the left side of a column to that of the next. */
export const COLUMN_PITCH = 302;
/** Between the middles of two cards of a column that follow one another. */
export const CARD_PITCH = CARD_HEIGHT + 24;
/** Between the middle of a card and a link that passes it. */
export const PASSING_PITCH = CARD_HEIGHT / 2 + 26;
/** Between two links that pass through a column side by side. */
export const LINK_PITCH = 20;

/** A graph to be placed: cards are 0 to count - 1, oldest first; links run from cause to effect. */
export interface LayoutInput {
  readonly count: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Where cards stood before: the middle of each in y, NaN for those that are new. */
  readonly before?: Float32Array;
}

/** Where everything stands. */
export interface LayoutResult {
  /** Left sides of the cards. */
  readonly x: Float32Array;
  /** Upper sides of the cards. */
  readonly y: Float32Array;
  readonly width: number;
  readonly height: number;
  /** 1 for links that close a cycle: they run backward, and are drawn dashed. */
  readonly cut: Uint8Array;
  /** Link e has the points from `pointStart[e]` to before `pointStart[e + 1]`; a link to itself has none. */
  readonly pointStart: Uint32Array;
  /** x and y by turns, from cause to effect; between two points runs a curve with level ends. */
  readonly points: Float32Array;
  /** How often links cross one another between columns. */
  readonly crossings: number;
}

/** Neighbours of each vertex, in one array. */
export interface Adjacency {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
  /** Which edge leads to the neighbour. */
  readonly edge: Uint32Array;
}
