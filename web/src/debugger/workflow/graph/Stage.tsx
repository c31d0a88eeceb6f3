// The area on which the graph lies: the canvas, the cards in sight above it, and the labels of links.
import {
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Button } from "../../ui/Button";
import { at } from "../layout/adjacency";
import { labelOf } from "../layout/paths";
import { CARD_HEIGHT, CARD_WIDTH } from "../layout/types";
import type { Links } from "../model/links";
import type { SceneNode } from "../model/scene";
import type { Camera } from "./camera";
import type { LinkLabel } from "./hot";
import { type CardActions, NodeCard } from "./NodeCard";
import { areaOf, FAR, type Picture } from "./painter";
import { type Drawn, type Surfaces, useDrawing } from "./useDrawing";
import type { HubScope } from "./useHub";
import type { Placed } from "./useSceneLayout";
import { nodeName } from "./words";

/** Cards are drawn so far beyond the edges, so that they are there when they come into sight. */
const AHEAD = 160;

interface StageProps extends Drawn {
  links: Links;
  labels: readonly LinkLabel[];
  isDimmed: (place: number) => boolean;
  actions: CardActions;
  scope: HubScope;
  /** Shows the table in the place of the graph. */
  onTable: () => void;
  children: ReactNode;
}

interface Sight {
  readonly cards: readonly number[];
  readonly labels: readonly number[];
}

const NOTHING: Sight = { cards: [], labels: [] };

/** The area, and what is in sight on it. */
export function Stage(props: StageProps) {
  const { placed, picture, links, labels, actions, children } = props;
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState(NOTHING);
  const current = useRef(props);
  useLayoutEffect(() => {
    current.current = props;
  });

  const look = useCallback((camera: Camera) => {
    const next = sightOf(current.current, camera);
    setSight((old) =>
      isSame(old.cards, next.cards) && isSame(old.labels, next.labels) ? old : next,
    );
  }, []);
  const surfaces = useRef<Surfaces>({ area, canvas, layer });
  const draw = useDrawing(surfaces.current, current, look);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is read when it is drawn
  useEffect(draw, [draw, picture, labels]);

  const count = placed.scene.nodes.length;
  const title = `Graph of ${count} ${count === 1 ? "card" : "cards"}, oldest left`;
  const nodeUnder = (event: MouseEvent): SceneNode | undefined => {
    const place = placeUnder(event, current.current.picture, area.current, layer.current);
    return place === undefined ? undefined : placed.scene.nodes[place];
  };
  const onCanvasMove = (event: MouseEvent<HTMLDivElement>) => {
    const node = event.buttons === 0 ? nodeUnder(event) : undefined;
    event.currentTarget.title = node ? nodeName(node, links) : "";
  };
  const onCanvasClick = (event: MouseEvent) => {
    const node = nodeUnder(event);
    if (node !== undefined) {
      actions.onPick(node, event.shiftKey);
    }
  };
  return (
    <div className="graph">
      <Button className="as-table" icon="rows" onClick={props.onTable}>
        Show as table
      </Button>
      <div className="graph-area" ref={area} role="application" aria-label={title}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the graph act on the same cards */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: from afar cards are only pixels */}
        <div className="graph-picture" onClick={onCanvasClick} onMouseMove={onCanvasMove}>
          <canvas ref={canvas} />
        </div>
        <div className="graph-layer" ref={layer}>
          <InSight {...props} sight={sight} />
        </div>
      </div>
      {children}
    </div>
  );
}

/** The cards and labels that are in sight. */
function InSight(props: StageProps & { sight: Sight }) {
  const { placed, picture, links, labels, isDimmed, actions, scope, sight } = props;
  const stop = picture.selected ?? 0;
  return (
    <>
      {sight.cards.map((place) => {
        const node = placed.scene.nodes[place];
        return (
          node && (
            <NodeCard
              key={node.key}
              node={node}
              links={links}
              x={at(placed.layout.x, place)}
              y={at(placed.layout.y, place)}
              isSelected={place === picture.selected}
              isStop={place === stop}
              isDimmed={isDimmed(place)}
              actions={actions}
              scope={scope}
            />
          )
        );
      })}
      {sight.labels.map((index) => {
        const label = labels[index];
        const point = label && labelOf(placed.layout, label.link);
        return (
          point && (
            <span
              key={label.link}
              className={`link-label is-${label.kind} ${point.isAbove ? "is-above" : ""}`}
              style={{ left: point.x, top: point.y }}
              title={label.title}
            >
              {label.text}
            </span>
          )
        );
      })}
    </>
  );
}

function sightOf({ picture, labels, placed }: StageProps, { view, size }: Camera): Sight {
  const stop = picture.selected ?? 0;
  if (view.k < FAR) {
    return { cards: stop < picture.states.length ? [stop] : [], labels: [] };
  }
  const area = areaOf(view, size, AHEAD);
  const cards = [...picture.cards.within(area)];
  if (!cards.includes(stop) && stop < picture.states.length) {
    cards.push(stop);
  }
  const shown = labels.flatMap(({ link }, index) => {
    const point = labelOf(placed.layout, link);
    const isIn =
      point !== undefined &&
      point.x > area.left &&
      point.x < area.right &&
      point.y > area.top &&
      point.y < area.bottom;
    return isIn ? [index] : [];
  });
  return { cards, labels: shown };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** The card under the pointer, where cards are drawn on the canvas. */
function placeUnder(
  event: MouseEvent,
  picture: Picture,
  area: HTMLElement | null,
  layer: HTMLElement | null,
): number | undefined {
  if (!area || !layer?.classList.contains("is-far")) {
    return undefined;
  }
  const box = area.getBoundingClientRect();
  const matrix = new DOMMatrix(layer.style.transform);
  const x = (event.clientX - box.left - matrix.e) / matrix.a;
  const y = (event.clientY - box.top - matrix.f) / matrix.a;
  return picture.cards.under(x, y);
}

/** The middle of a card. */
export function middleOf({ layout }: Placed, place: number): { x: number; y: number } {
  return { x: at(layout.x, place) + CARD_WIDTH / 2, y: at(layout.y, place) + CARD_HEIGHT / 2 };
}
