// Draws links on a canvas, and from afar the cards as well.
import type { OutcomeState } from "../../api/generated/graphql";
import { at } from "../layout/adjacency";
import { areasOf, arrowOf, drawLink, linkAreas } from "../layout/paths";
import { type Area, Grid } from "../layout/sight";
import { CARD_HEIGHT, CARD_WIDTH, type LayoutResult } from "../layout/types";
import type { Size, View } from "./camera";
import { FarPicture } from "./farPicture";

/** Below this scale cards are coloured rectangles: their texts can't be read any more. */
export const FAR = 0.35;
/** Below this scale curves are drawn as lines, which nobody can tell apart. */
const VERY_FAR = 0.12;
/** From so many cards on, what is drawn from afar is kept as an image. */
const MANY = 1_000;
/** How far the tip of an arrow is from its card. */
const ARROW_GAP = 3;
const ARROW_LENGTH = 7;

/** The colours of the theme. */
export interface Colours {
  readonly link: string;
  readonly hot: string;
  readonly states: Readonly<Record<OutcomeState, string>>;
}

/** What is drawn: a layout with what is known of its cards and links. */
export interface Picture {
  readonly layout: LayoutResult;
  readonly cards: Grid;
  readonly links: Grid;
  /** The state of each card. */
  readonly states: readonly OutcomeState[];
  /** The links that are pointed out. */
  readonly hot: ReadonlySet<number>;
  readonly selected: number | undefined;
}

/** Prepares a layout for being looked at. */
export function gridsOf(layout: LayoutResult): { cards: Grid; links: Grid } {
  return {
    cards: new Grid(areasOf(layout, CARD_WIDTH, CARD_HEIGHT)),
    links: new Grid(linkAreas(layout)),
  };
}

/** The part of the drawing that is in sight, with a margin around it in pixels of the screen. */
export function areaOf({ x, y, k }: View, { width, height }: Size, margin = 0): Area {
  return {
    left: (-margin - x) / k,
    top: (-margin - y) / k,
    right: (width + margin - x) / k,
    bottom: (height + margin - y) / k,
  };
}

/** Draws on canvases. */
export class Painter {
  readonly #far = new FarPicture();

  /** Has everything drawn finely from now on. */
  refine(): void {
    this.#far.forget();
  }

  /**
   * Draws what is in sight. Tells whether it was drawn roughly, and is to be drawn again once nothing moves
   * any more.
   */
  paint(
    canvas: HTMLCanvasElement,
    picture: Picture,
    colours: Colours,
    view: View,
    size: Size,
  ): boolean {
    const context = canvas.getContext("2d");
    if (context === null) {
      return false;
    }
    const ratio = devicePixelRatio;
    fitCanvas(canvas, size, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (view.k < FAR && picture.states.length > MANY) {
      return this.#far.show(context, { picture, colours, ratio }, view, size);
    }
    drawPicture(context, { picture, colours, ratio }, view, areaOf(view, size));
    return false;
  }
}

/** What is drawn, and how. */
export interface Drawing {
  readonly picture: Picture;
  readonly colours: Colours;
  /** How many pixels of the canvas one of the page has. */
  readonly ratio: number;
}

/** Draws what lies in an area. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  { picture, colours, ratio }: Drawing,
  { x, y, k }: View,
  area: Area,
): void {
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
  const seen = picture.links.within(area);
  const quiet = seen.filter((link) => !picture.hot.has(link));
  const hot = seen.filter((link) => picture.hot.has(link));
  const brush: Brush = { context, layout: picture.layout, scale: k };
  drawLinks(brush, quiet, colours.link, 1.5);
  drawLinks(brush, hot, colours.hot, 2.4);
  if (k < FAR) {
    drawCards(context, picture, colours, area, k);
  }
}

interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly layout: LayoutResult;
  readonly scale: number;
}

function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size, ratio: number): void {
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
}

function drawLinks(brush: Brush, links: readonly number[], colour: string, width: number): void {
  const { context, layout, scale } = brush;
  const isNear = scale >= FAR;
  context.strokeStyle = colour;
  // From afar a line stays wide enough to be seen.
  context.lineWidth = Math.max(width, 0.7 / scale);
  strokeLinks(
    brush,
    links.filter((link) => layout.cut[link] === 0),
    isNear,
  );
  const cut = links.filter((link) => layout.cut[link] === 1);
  if (cut.length > 0) {
    context.setLineDash([5, 5]);
    strokeLinks(brush, cut, isNear);
    context.setLineDash([]);
  }
  if (isNear) {
    context.fillStyle = colour;
    drawArrows(context, layout, links, width > 2 ? 1.25 : 1);
  }
}

function strokeLinks({ context, layout, scale }: Brush, links: readonly number[], isNear: boolean) {
  context.beginPath();
  for (const link of links) {
    if (scale < VERY_FAR) {
      drawStraight(context, layout, link);
    } else {
      drawLink(layout, link, context, isNear ? ARROW_GAP + 2 : 0);
    }
  }
  context.stroke();
}

function drawStraight(
  context: CanvasRenderingContext2D,
  { points, pointStart }: LayoutResult,
  link: number,
): void {
  const first = at(pointStart, link);
  for (let i = first; i < at(pointStart, link + 1); i++) {
    if (i === first) {
      context.moveTo(at(points, 2 * i), at(points, 2 * i + 1));
    } else {
      context.lineTo(at(points, 2 * i), at(points, 2 * i + 1));
    }
  }
}

function drawArrows(
  context: CanvasRenderingContext2D,
  layout: LayoutResult,
  links: readonly number[],
  size: number,
): void {
  context.beginPath();
  for (const link of links) {
    const arrow = arrowOf(layout, link);
    if (arrow !== undefined) {
      const direction = arrow.isRightward ? 1 : -1;
      const tip = arrow.x - direction * ARROW_GAP;
      const back = tip - direction * ARROW_LENGTH * size;
      context.moveTo(tip, arrow.y);
      context.lineTo(back, arrow.y - 3.5 * size);
      context.lineTo(back, arrow.y + 3.5 * size);
      context.closePath();
    }
  }
  context.fill();
}

function drawCards(
  context: CanvasRenderingContext2D,
  { layout, cards, states, selected }: Picture,
  colours: Colours,
  area: Area,
  scale: number,
): void {
  const byState = new Map<OutcomeState, number[]>();
  for (const card of cards.within(area)) {
    const state = states[card] ?? "NONE";
    const list = byState.get(state);
    if (list === undefined) {
      byState.set(state, [card]);
    } else {
      list.push(card);
    }
  }
  for (const [state, list] of byState) {
    context.fillStyle = colours.states[state];
    context.beginPath();
    for (const card of list) {
      context.rect(at(layout.x, card), at(layout.y, card), CARD_WIDTH, CARD_HEIGHT);
    }
    context.fill();
  }
  if (selected !== undefined) {
    const gap = 4 / scale;
    context.strokeStyle = colours.hot;
    context.lineWidth = 2 / scale;
    context.strokeRect(
      at(layout.x, selected) - gap,
      at(layout.y, selected) - gap,
      CARD_WIDTH + 2 * gap,
      CARD_HEIGHT + 2 * gap,
    );
  }
}

/** Reads the colours from the page's style. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    link: colour("--line-2"),
    hot: colour("--accent"),
    states: {
      MET: colour("--met"),
      NOT_MET: colour("--not"),
      PARTLY: colour("--pending"),
      PENDING: colour("--pending"),
      TOLD: colour("--told"),
      NONE: colour("--none"),
    },
  };
}
