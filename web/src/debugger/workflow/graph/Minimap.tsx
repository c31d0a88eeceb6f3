// The whole graph, small, with a frame around what is in sight. A press moves there.
import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { isDark } from "../../shell/theme";
import { at } from "../layout/adjacency";
import { CARD_HEIGHT, CARD_WIDTH, type LayoutResult } from "../layout/types";
import type { Camera } from "./camera";
import { areaOf, type Colours, type Picture, readColours } from "./painter";

const WIDTH = 200;
const MOST_HEIGHT = 110;
const LEAST_HEIGHT = 26;
/** Room around the graph, in its own pixels. */
const ROOM = 60;

interface MinimapProps {
  picture: Picture;
  camera: Camera | undefined;
  /** Told how to draw the frame anew. */
  onReady: (drawFrame: () => void) => void;
}

/** The minimap. It says nothing to screen readers that the graph doesn't. */
export function Minimap({ picture, camera, onReady }: MinimapProps) {
  const cards = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { layout } = picture;
  const fit = useMemo(() => fitOf(layout), [layout]);
  const { scale, left, top, height } = fit;

  useEffect(() => {
    const draw = () => {
      if (cards.current) {
        paintCards(cards.current, picture, readColours(cards.current), fit);
      }
    };
    draw();
    // The page's colours change right after the theme is told.
    return isDark.subscribe(() => requestAnimationFrame(draw));
  }, [picture, fit]);

  const drawFrame = useCallback(() => {
    if (camera && frame.current) {
      const area = areaOf(camera.view, camera.size);
      const x = Math.max(0, left + area.left * scale);
      const y = Math.max(0, top + area.top * scale);
      const { style } = frame.current;
      style.transform = `translate(${x}px, ${y}px)`;
      style.width = `${Math.min(WIDTH, left + area.right * scale) - x}px`;
      style.height = `${Math.min(height, top + area.bottom * scale) - y}px`;
    }
  }, [camera, scale, left, top, height]);
  useEffect(() => {
    onReady(drawFrame);
    drawFrame();
  }, [drawFrame, onReady]);

  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) {
      const box = event.currentTarget.getBoundingClientRect();
      camera?.moveTo(
        (event.clientX - box.left - left) / scale,
        (event.clientY - box.top - top) / scale,
      );
    }
  };
  return (
    <div className="minimap" aria-hidden="true">
      <div
        className="minimap-area"
        style={{ width: WIDTH, height }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={move}
      >
        <canvas ref={cards} />
        <div className="minimap-frame" ref={frame} />
      </div>
    </div>
  );
}

/** How the graph fits into the minimap. */
function fitOf({ width, height: high }: LayoutResult): Fit {
  const scale = Math.min(WIDTH / (width + 2 * ROOM), MOST_HEIGHT / (high + 2 * ROOM));
  const height = Math.max(LEAST_HEIGHT, Math.round((high + 2 * ROOM) * scale));
  return { scale, height, left: (WIDTH - width * scale) / 2, top: (height - high * scale) / 2 };
}

interface Fit {
  scale: number;
  left: number;
  top: number;
  height: number;
}

function paintCards(
  canvas: HTMLCanvasElement,
  { layout, states }: Picture,
  colours: Colours,
  { scale, left, top, height }: Fit,
): void {
  const context = canvas.getContext("2d");
  const ratio = devicePixelRatio;
  canvas.width = WIDTH * ratio;
  canvas.height = height * ratio;
  if (context === null) {
    return;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 0.75;
  const wide = Math.max(1.5, CARD_WIDTH * scale);
  const high = Math.max(1.5, CARD_HEIGHT * scale);
  states.forEach((state, place) => {
    context.fillStyle = colours.states[state];
    context.beginPath();
    context.roundRect(
      left + at(layout.x, place) * scale,
      top + at(layout.y, place) * scale,
      wide,
      high,
      Math.min(1.5, high / 3),
    );
    context.fill();
  });
}
