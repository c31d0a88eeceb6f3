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
import { isDark } from "../../shell/theme";
import { Button } from "../../ui/Button";
import { at } from "../layout/adjacency";
import { labelOf } from "../layout/paths";
import { CARD_HEIGHT, CARD_WIDTH } from "../layout/types";
import type { Links } from "../model/links";
import type { SceneNode } from "../model/scene";
import { Camera, type View } from "./camera";
import type { LinkLabel } from "./hot";
import { type CardActions, NodeCard } from "./NodeCard";
import { areaOf, type Colours, FAR, Painter, type Picture, readColours } from "./painter";
import type { HubScope } from "./useHub";
import type { Placed } from "./useSceneLayout";
import { nodeName } from "./words";

/** Cards are drawn so far beyond the edges, so that they are there when they come into sight. */
const AHEAD = 160;
/** What was drawn roughly while it moved is drawn finely after so long. */
const CALM_AFTER = 160;

interface StageProps {
  placed: Placed;
  picture: Picture;
  links: Links;
  labels: readonly LinkLabel[];
  isDimmed: (place: number) => boolean;
  actions: CardActions;
  scope: HubScope;
  /** Told once there is a camera, and without one in the end. */
  onCamera: (camera: Camera | undefined) => void;
  onMove: () => void;
  onRest: () => void;
  /** Moves the camera after the layout changed. */
  onPlaced: (camera: Camera, placed: Placed) => void;
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
  const { placed, picture, links, labels, isDimmed, actions, scope, children } = props;
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState(NOTHING);
  const current = useRef(props);
  useLayoutEffect(() => {
    current.current = props;
  });

  const look = useCallback((view: View, camera: Camera) => {
    const { picture, labels, placed } = current.current;
    const next = sightOf(picture, labels, placed, view, camera);
    setSight((old) =>
      isSame(old.cards, next.cards) && isSame(old.labels, next.labels) ? old : next,
    );
  }, []);
  const draw = useDrawing(area, canvas, layer, current, look);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is read when it is drawn
  useEffect(draw, [draw, picture, labels]);

  const { selected } = picture;
  const stop = selected ?? 0;
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
                  isSelected={place === selected}
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
        </div>
      </div>
      {children}
    </div>
  );
}

type Ref<Value> = { readonly current: Value };

/** Makes the camera, and draws in the next frame whenever something moved. */
function useDrawing(
  area: Ref<HTMLDivElement | null>,
  canvas: Ref<HTMLCanvasElement | null>,
  layer: Ref<HTMLDivElement | null>,
  current: Ref<StageProps>,
  look: (view: View, camera: Camera) => void,
): () => void {
  const camera = useRef<Camera>(undefined);
  const colours = useRef<Colours>(undefined);
  const painter = useRef(new Painter());
  const calm = useRef<ReturnType<typeof setTimeout>>(undefined);
  const frame = useRef(0);
  const shown = useRef<Placed>(undefined);

  const draw = useCallback(() => {
    if (frame.current === 0) {
      frame.current = requestAnimationFrame(() => {
        frame.current = 0;
        const now = camera.current;
        const { placed, picture, onPlaced, onMove } = current.current;
        if (!now || !canvas.current || !layer.current || now.size.width === 0) {
          return;
        }
        if (shown.current?.layout !== placed.layout) {
          now.setSizes(now.size, placed.layout);
          shown.current = placed;
          onPlaced(now, placed);
        }
        colours.current ??= readColours(canvas.current);
        const { x, y, k } = now.view;
        layer.current.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
        layer.current.classList.toggle("is-far", k < FAR);
        const isRough = painter.current.paint(
          canvas.current,
          picture,
          colours.current,
          now.view,
          now.size,
        );
        clearTimeout(calm.current);
        if (isRough) {
          calm.current = setTimeout(() => {
            painter.current.refine();
            draw();
          }, CALM_AFTER);
        }
        look(now.view, now);
        onMove();
      });
    }
  }, [canvas, layer, current, look]);

  useEffect(() => {
    const element = area.current as HTMLDivElement;
    const made = new Camera(element, draw, () => current.current.onRest());
    camera.current = made;
    current.current.onCamera(made);
    const sizes = new ResizeObserver(() => {
      const size = { width: element.clientWidth, height: element.clientHeight };
      const middle = made.size.width > 0 ? made.center : undefined;
      made.setSizes(size, current.current.placed.layout);
      if (middle !== undefined) {
        made.centerOn(middle.x, middle.y);
      }
      draw();
    });
    sizes.observe(element);
    const endTheme = isDark.subscribe(() => {
      colours.current = undefined;
      draw();
    });
    return () => {
      sizes.disconnect();
      endTheme();
      made.stop();
      cancelAnimationFrame(frame.current);
      clearTimeout(calm.current);
      frame.current = 0;
      current.current.onCamera(undefined);
    };
  }, [area, current, draw]);
  return draw;
}

function sightOf(
  picture: Picture,
  labels: readonly LinkLabel[],
  placed: Placed,
  view: View,
  camera: Camera,
): Sight {
  const stop = picture.selected ?? 0;
  if (view.k < FAR) {
    return { cards: stop < picture.states.length ? [stop] : [], labels: [] };
  }
  const area = areaOf(view, camera.size, AHEAD);
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
