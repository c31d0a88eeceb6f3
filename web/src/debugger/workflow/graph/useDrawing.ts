// Draws the graph in the next frame whenever something moved: the canvas at once, and the cards above it.
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { isDark } from "../../shell/theme";
import type { LayoutResult } from "../layout/types";
import { Camera } from "./camera";
import { type Colours, FAR, Painter, type Picture, readColours } from "./painter";
import type { Placed } from "./useSceneLayout";

/** What was drawn roughly while it moved is drawn finely after so long. */
const CALM_AFTER = 160;
/** While it moves, cards come and go no more often than this. */
const LOOK_EVERY = 64;

/** The elements that are drawn on. */
export interface Surfaces {
  readonly area: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly layer: RefObject<HTMLDivElement | null>;
}

/** What is drawn, and who is told. */
export interface Drawn {
  readonly placed: Placed;
  readonly picture: Picture;
  /** Told once there is a camera, and without one in the end. */
  readonly onCamera: (camera: Camera | undefined) => void;
  readonly onMove: () => void;
  /** The reader has moved the camera. */
  readonly onRest: () => void;
  /** Moves the camera after the layout changed. */
  readonly onPlaced: (camera: Camera, placed: Placed) => void;
}

/** Makes the camera. Returns what has everything drawn anew; `look` finds out which cards are in sight. */
export function useDrawing(
  { area, canvas, layer }: Surfaces,
  current: RefObject<Drawn>,
  look: (camera: Camera) => void,
): () => void {
  const drawer = useRef<Drawer>(undefined);
  useEffect(() => {
    if (area.current && canvas.current && layer.current) {
      const elements = { area: area.current, canvas: canvas.current, layer: layer.current };
      const made = new Drawer(elements, current, look);
      drawer.current = made;
      return () => made.stop();
    }
    return;
  }, [area, canvas, layer, current, look]);
  return useCallback(() => drawer.current?.draw(), []);
}

interface Elements {
  readonly area: HTMLDivElement;
  readonly canvas: HTMLCanvasElement;
  readonly layer: HTMLDivElement;
}

type Timer = ReturnType<typeof setTimeout> | undefined;

class Drawer {
  readonly #elements: Elements;
  readonly #current: RefObject<Drawn>;
  readonly #look: (camera: Camera) => void;
  readonly #camera: Camera;
  readonly #painter = new Painter();
  readonly #sizes: ResizeObserver;
  readonly #endTheme: () => void;
  #colours: Colours | undefined;
  #frame = 0;
  #calm: Timer;
  #layout: LayoutResult | undefined;
  #looked = { at: 0, isFar: false, picture: undefined as Picture | undefined };
  #lookAgain: Timer;

  constructor(elements: Elements, current: RefObject<Drawn>, look: (camera: Camera) => void) {
    this.#elements = elements;
    this.#current = current;
    this.#look = look;
    this.#camera = new Camera(
      elements.area,
      () => this.draw(),
      () => current.current.onRest(),
    );
    current.current.onCamera(this.#camera);
    this.#sizes = new ResizeObserver(() => this.#resize());
    this.#sizes.observe(elements.area);
    this.#endTheme = isDark.subscribe(() => {
      this.#colours = undefined;
      this.draw();
    });
  }

  draw(): void {
    if (this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        if (this.#camera.size.width > 0) {
          this.#drawNow(this.#current.current);
        }
      });
    }
  }

  stop(): void {
    this.#sizes.disconnect();
    this.#endTheme();
    this.#camera.stop();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#calm);
    clearTimeout(this.#lookAgain);
    this.#current.current.onCamera(undefined);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#elements.area;
    const middle = this.#camera.size.width > 0 ? this.#camera.center : undefined;
    this.#camera.setSizes({ width, height }, this.#current.current.placed.layout);
    if (middle !== undefined) {
      this.#camera.centerOn(middle.x, middle.y);
    }
    this.draw();
  }

  #drawNow({ placed, picture, onPlaced, onMove }: Drawn): void {
    const { canvas, layer } = this.#elements;
    if (this.#layout !== placed.layout) {
      this.#layout = placed.layout;
      this.#camera.setSizes(this.#camera.size, placed.layout);
      onPlaced(this.#camera, placed);
    }
    this.#colours ??= readColours(canvas);
    const { view, size } = this.#camera;
    layer.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.k})`;
    layer.classList.toggle("is-far", view.k < FAR);
    const isRough = this.#painter.paint(canvas, picture, this.#colours, view, size);
    clearTimeout(this.#calm);
    if (isRough) {
      this.#calm = setTimeout(() => {
        this.#painter.refine();
        this.draw();
      }, CALM_AFTER);
    }
    this.#lookSoon(picture);
    onMove();
  }

  #lookSoon(picture: Picture): void {
    const isFar = this.#camera.view.k < FAR;
    const isOther = isFar !== this.#looked.isFar || picture !== this.#looked.picture;
    const wait = this.#looked.at + LOOK_EVERY - performance.now();
    clearTimeout(this.#lookAgain);
    if (isOther || wait <= 0) {
      this.#looked = { at: performance.now(), isFar, picture };
      this.#look(this.#camera);
    } else {
      this.#lookAgain = setTimeout(() => this.draw(), wait);
    }
  }
}
