// A workflow as a drawing for documents: the graph's own layout, whole, in the light theme.

import { STATE_SHAPES } from "../ui/stateShapes";
import { dayAndClock } from "../ui/time";
import { outcomeWords, stackTitle, stateCounts } from "../workflow/graph/words";
import { arrowOf, labelOf, linkPath } from "../workflow/layout/paths";
import { CARD_HEIGHT, CARD_WIDTH, type LayoutResult } from "../workflow/layout/types";
import type { CardEvent } from "../workflow/model/event";
import type { Scene, SceneNode } from "../workflow/model/scene";
import { COLOURS, STATE_COLOURS } from "./colours";
import type { Letters, Surface } from "./surface";

/** What is drawn. */
export interface Drawing {
  readonly scene: Scene;
  readonly layout: LayoutResult;
  readonly title: string;
  /** Below the title. */
  readonly facts: string;
  readonly now: number;
}

const MARGIN = 36;
const HEAD = 54;
const INSET = 14;
const TEXT_WIDTH = CARD_WIDTH - INSET - 12;

const TITLE: Letters = { size: 18, weight: 650, colour: COLOURS.text };
const FACTS: Letters = { size: 13, weight: 450, colour: COLOURS.text3 };
const MUTED: Letters = { size: 13, weight: 500, colour: COLOURS.text3 };
const NAME: Letters = { size: 13, weight: 620, colour: COLOURS.text };
const GOAL: Letters = { size: 12.5, weight: 450, colour: COLOURS.text2 };
const FOOT: Letters = { size: 11.5, weight: 450, colour: COLOURS.text3 };
const MARK: Letters = { size: 11, weight: 620, colour: COLOURS.text3, anchor: "middle" };

/** How large the drawing is. */
export function sizeOf({ layout, title, facts }: Drawing, measure: Surface["measure"]) {
  const head = Math.max(measure(title, TITLE), measure(facts, FACTS));
  return {
    width: Math.max(layout.width, Math.min(head, 900)) + 2 * MARGIN,
    height: layout.height + 2 * MARGIN + HEAD,
  };
}

/** Draws the workflow. */
export function draw(drawing: Drawing, on: Surface): void {
  const { width, height } = sizeOf(drawing, on.measure.bind(on));
  const room = width - 2 * MARGIN;
  on.rectangle(0, 0, width, height, 0, { fill: COLOURS.ground });
  on.text(MARGIN, MARGIN + 14, fitted(on, drawing.title, TITLE, room), TITLE);
  on.text(MARGIN, MARGIN + 35, fitted(on, drawing.facts, FACTS, room), FACTS);
  const { scene, layout } = drawing;
  scene.links.forEach(({ via }, link) => {
    drawLink(on, layout, link, via);
  });
  scene.nodes.forEach((node, place) => {
    const x = MARGIN + (layout.x[place] ?? 0);
    const y = MARGIN + HEAD + (layout.y[place] ?? 0);
    drawCard(on, node, x, y, drawing.now);
  });
}

function drawLink(on: Surface, layout: LayoutResult, link: number, via: number): void {
  const look = { stroke: COLOURS.frame, width: 1.5 };
  const dashed = layout.cut[link] === 1 ? { ...look, dash: "5 5" } : look;
  on.path(linkPath(layout, link, 5), dashed, MARGIN, MARGIN + HEAD);
  const arrow = arrowOf(layout, link);
  if (arrow) {
    const side = arrow.isRightward ? -1 : 1;
    const head = `M${3 * side} 0l${7 * side} -3.5v7z`;
    on.path(head, { fill: COLOURS.frame }, MARGIN + arrow.x, MARGIN + HEAD + arrow.y);
  }
  const middle = via > 0 ? labelOf(layout, link) : undefined;
  if (middle) {
    const [x, y] = [MARGIN + middle.x, MARGIN + HEAD + middle.y];
    on.rectangle(x - 15, y - 9, 30, 18, 9, { fill: COLOURS.ground, stroke: COLOURS.line });
    on.text(x, y + 4, `⋯${via}`, MARK);
  }
}

function drawCard(on: Surface, node: SceneNode, x: number, y: number, now: number): void {
  const frame = { fill: COLOURS.surface, stroke: COLOURS.frame };
  if (node.kind !== "event") {
    // What is behind the first one shows at its edge.
    on.rectangle(x + 5, y + 5, CARD_WIDTH, CARD_HEIGHT, 10, frame);
  }
  on.rectangle(x, y, CARD_WIDTH, CARD_HEIGHT, 10, frame);
  const state = node.kind === "event" ? node.event.outcomeState : "NONE";
  const colour = STATE_COLOURS[state];
  on.rectangle(x, y + 10, 3, CARD_HEIGHT - 20, 1.5, { fill: colour });
  const left = x + INSET;
  if (node.kind === "event") {
    for (const { d, kind, width, dash } of STATE_SHAPES[state]) {
      const stroke = kind === "cut" ? COLOURS.surface : colour;
      const line = dash ? { stroke, width: width ?? 1, dash } : { stroke, width: width ?? 1 };
      on.path(d, kind === "fill" ? { fill: colour } : line, left, y + 10);
    }
    drawName(on, node.event.eventName, left + 23, y + 23);
  } else {
    const name = node.kind === "run" ? `${node.events.length} steps` : stackTitle(node);
    on.text(left, y + 23, fitted(on, name, NAME, TEXT_WIDTH), NAME);
  }
  const { goal, outcome, foot, time } = linesOf(node, now);
  const outcomeLook = { ...GOAL, weight: 550, colour };
  on.text(left, y + 44, fitted(on, goal, GOAL, TEXT_WIDTH), GOAL);
  on.text(left, y + 64, fitted(on, outcome, outcomeLook, TEXT_WIDTH), outcomeLook);
  const room = TEXT_WIDTH - on.measure(time, FOOT) - 8;
  on.text(left, y + 86, fitted(on, foot, FOOT, room), FOOT);
  on.text(x + CARD_WIDTH - 12, y + 86, time, { ...FOOT, anchor: "end" });
}

function linesOf(node: SceneNode, now: number) {
  if (node.kind === "event") {
    const { event } = node;
    const outcome = outcomeWords(event, now);
    return {
      goal: event.userIntent?.goal ?? "",
      outcome: outcome === undefined ? "" : `→ ${outcome}`,
      foot: event.source,
      time: dayAndClock(event.timestamp, now),
    };
  }
  const [first] = node.events;
  const last = node.events.at(-1);
  return {
    goal:
      node.kind === "run"
        ? `${first?.eventName} … ${last?.eventName}`
        : stateCounts(each(node.events)),
    outcome: "",
    foot: "",
    time: first ? dayAndClock(first.timestamp, now) : "",
  };
}

const each = (events: readonly CardEvent[]) =>
  events.map(({ outcomeState }) => ({ outcomeState, count: 1 }));

/** What stands before the last dot is muted, as on the page. */
function drawName(on: Surface, name: string, x: number, y: number): void {
  const room = TEXT_WIDTH - 23;
  const cut = name.lastIndexOf(".") + 1;
  const before = name.slice(0, cut);
  const width = on.measure(before, MUTED);
  if (width > room * 0.8) {
    on.text(x, y, fitted(on, name, NAME, room), NAME);
    return;
  }
  on.text(x, y, before, MUTED);
  on.text(x + width, y, fitted(on, name.slice(cut), NAME, room - width), NAME);
}

/** As much of the text as fits, with … where something is left out. */
export function fitted(on: Surface, text: string, letters: Letters, room: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (on.measure(line, letters) <= room) {
    return line;
  }
  const characters = [...line];
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    const isFitting = on.measure(`${characters.slice(0, half).join("")}…`, letters) <= room;
    [fits, tooMany] = isFitting ? [half, tooMany] : [fits, half];
  }
  return `${characters.slice(0, fits).join("").trimEnd()}…`;
}
