// The links of a layout as curves, for whatever draws them.
import { at } from "./adjacency";
import { CARD_WIDTH, COLUMN_PITCH, type LayoutResult } from "./types";

/** A piece that is shorter than a column's gap and rises by less than this is covered by its label. */
const SHORT = COLUMN_PITCH - CARD_WIDTH + 1;
const LEVEL = 10;

/** What curves are drawn with: a canvas, a `Path2D`, or text. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void;
}

/** Draws a link from its cause to its effect, up to `gap` before the card, where its arrow has its tip. */
export function drawLink(layout: LayoutResult, link: number, pen: Pen, gap = 0): void {
  const { points, pointStart } = layout;
  const first = at(pointStart, link);
  const last = at(pointStart, link + 1) - 1;
  if (last <= first) {
    return;
  }
  let x = at(points, 2 * first);
  let y = at(points, 2 * first + 1);
  pen.moveTo(x, y);
  for (let i = first + 1; i <= last; i++) {
    const isEnd = i === last;
    const nextX = at(points, 2 * i) - (isEnd ? Math.sign(at(points, 2 * i) - x) * gap : 0);
    const nextY = at(points, 2 * i + 1);
    if (nextY === y) {
      pen.lineTo(nextX, nextY);
    } else {
      const middle = (x + nextX) / 2;
      pen.bezierCurveTo(middle, y, middle, nextY, nextX, nextY);
    }
    x = nextX;
    y = nextY;
  }
}

/** A link as the `d` of an SVG path. */
export function linkPath(layout: LayoutResult, link: number, gap = 0): string {
  const parts: string[] = [];
  drawLink(
    layout,
    link,
    {
      moveTo: (x, y) => parts.push(`M${x} ${y}`),
      lineTo: (x, y) => parts.push(`L${x} ${y}`),
      bezierCurveTo: (ax, ay, bx, by, x, y) => parts.push(`C${ax} ${ay} ${bx} ${by} ${x} ${y}`),
    },
    gap,
  );
  return parts.join("");
}

/** Where a link's arrow has its tip, and whether it points to the right. */
export function arrowOf(
  { points, pointStart }: LayoutResult,
  link: number,
): { x: number; y: number; isRightward: boolean } | undefined {
  const last = at(pointStart, link + 1) - 1;
  if (last <= at(pointStart, link)) {
    return undefined;
  }
  const x = at(points, 2 * last);
  return { x, y: at(points, 2 * last + 1), isRightward: x > at(points, 2 * last - 2) };
}

/** Where the label of a link stands. */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  /** Whether it would cover a short and level piece, and better stands above it. */
  readonly isAbove: boolean;
}

/** The middle of a link's longest piece. */
export function labelOf(
  { points, pointStart }: LayoutResult,
  link: number,
): LabelPlace | undefined {
  let best: LabelPlace | undefined;
  let longest = 0;
  for (let i = at(pointStart, link); i + 1 < at(pointStart, link + 1); i++) {
    const length = Math.abs(at(points, 2 * i + 2) - at(points, 2 * i));
    if (length > longest) {
      longest = length;
      best = {
        x: (at(points, 2 * i) + at(points, 2 * i + 2)) / 2,
        y: (at(points, 2 * i + 1) + at(points, 2 * i + 3)) / 2,
        isAbove: length < SHORT && Math.abs(at(points, 2 * i + 1) - at(points, 2 * i + 3)) < LEVEL,
      };
    }
  }
  return best;
}

/** The areas of cards, for a `Grid`. */
export function areasOf(layout: LayoutResult, width: number, height: number): Float32Array {
  const areas = new Float32Array(layout.x.length * 4);
  layout.x.forEach((x, card) => {
    const y = at(layout.y, card);
    areas.set([x, y, x + width, y + height], 4 * card);
  });
  return areas;
}

/** The areas of links, for a `Grid`. */
export function linkAreas({ points, pointStart }: LayoutResult): Float32Array {
  const count = pointStart.length - 1;
  const areas = new Float32Array(count * 4);
  for (let link = 0; link < count; link++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = at(pointStart, link); i < at(pointStart, link + 1); i++) {
      left = Math.min(left, at(points, 2 * i));
      right = Math.max(right, at(points, 2 * i));
      top = Math.min(top, at(points, 2 * i + 1));
      bottom = Math.max(bottom, at(points, 2 * i + 1));
    }
    areas.set([left, top, right, bottom], 4 * link);
  }
  return areas;
}
