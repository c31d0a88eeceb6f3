// Which part of the drawing is in sight: panning, pinching and turning the wheel, and moves that the page makes.
import { type Selection, select } from "d3-selection";
import { type ZoomBehavior, zoom, zoomIdentity } from "d3-zoom";

/** How the drawing is moved and scaled: a point p is shown at p × k + (x, y). */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** The size of something. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const LARGEST = 2;
/** Room around the drawing when all of it is shown. */
const MARGIN = 40;
/** Room for the tools above it, and the notes below. */
const MARGIN_Y = 64;
/** Beyond this much of the drawing nothing can be panned to. */
const OVERSCROLL = 600;

/** Listens to an element on which the drawing lies. */
export class Camera {
  readonly #element: Selection<HTMLElement, unknown, null, undefined>;
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;
  #view: View = { x: 0, y: 0, k: 1 };
  #size: Size = { width: 0, height: 0 };
  #drawing: Size = { width: 1, height: 1 };

  readonly #onRest: () => void;

  /** `onMove` hears of each change, `onRest` when the reader has moved it. */
  constructor(element: HTMLElement, onMove: () => void, onRest: () => void) {
    this.#onRest = onRest;
    this.#element = select(element);
    this.#zoom = zoom<HTMLElement, unknown>()
      .clickDistance(4)
      .on("zoom", ({ transform }: { transform: View }) => {
        this.#view = { x: transform.x, y: transform.y, k: transform.k };
        onMove();
      })
      .on("end", ({ sourceEvent }: { sourceEvent: unknown }) => {
        if (sourceEvent) {
          onRest();
        }
      });
    this.#element.call(this.#zoom).on("dblclick.zoom", null);
  }

  get view(): View {
    return this.#view;
  }

  get size(): Size {
    return this.#size;
  }

  /** The point of the drawing in the middle. */
  get center(): { x: number; y: number } {
    const { x, y, k } = this.#view;
    return { x: (this.#size.width / 2 - x) / k, y: (this.#size.height / 2 - y) / k };
  }

  /** The scale at which the whole drawing is in sight. */
  get fittingScale(): number {
    const { width, height } = this.#size;
    return Math.min(
      1,
      (width - 2 * MARGIN) / Math.max(1, this.#drawing.width),
      (height - 2 * MARGIN_Y) / Math.max(1, this.#drawing.height),
    );
  }

  /** Tells how much room there is, and how large the drawing. */
  setSizes(size: Size, drawing: Size): void {
    this.#size = size;
    this.#drawing = drawing;
    this.#zoom
      .extent([
        [0, 0],
        [size.width, size.height],
      ])
      .scaleExtent([Math.min(0.2, Math.max(0.002, this.fittingScale * 0.8)), LARGEST])
      .translateExtent([
        [-OVERSCROLL, -OVERSCROLL],
        [drawing.width + OVERSCROLL, drawing.height + OVERSCROLL],
      ]);
  }

  /** Shows the drawing so. */
  set(view: View): void {
    const { x, y, k } = view;
    this.#element.call(this.#zoom.transform, zoomIdentity.translate(x, y).scale(k));
  }

  /** Brings a point to the middle. */
  centerOn(x: number, y: number, k = this.#view.k): void {
    const { width, height } = this.#size;
    this.set({ x: width / 2 - x * k, y: height / 2 - y * k, k });
  }

  /** Shows everything. */
  showAll(): void {
    this.centerOn(this.#drawing.width / 2, this.#drawing.height / 2, this.fittingScale);
  }

  /** Shows everything, as the reader wants it. */
  fit(): void {
    this.showAll();
    this.#onRest();
  }

  /** Brings a point to the middle, as the reader wants it. */
  moveTo(x: number, y: number): void {
    this.centerOn(x, y);
    this.#onRest();
  }

  /** Comes closer, or moves away. */
  zoomBy(factor: number): void {
    this.#element.call(this.#zoom.scaleBy, factor);
    this.#onRest();
  }

  /** Moves just as far as a rectangle of the drawing needs to come into sight. */
  reveal(left: number, top: number, width: number, height: number): void {
    const { x, y, k } = this.#view;
    const dx = shift(left * k + x, (left + width) * k + x, this.#size.width);
    const dy = shift(top * k + y, (top + height) * k + y, this.#size.height);
    if (dx !== 0 || dy !== 0) {
      this.set({ x: x + dx, y: y + dy, k });
    }
  }

  /** Stops listening. */
  stop(): void {
    this.#element.on(".zoom", null);
  }
}

/** How far an interval has to move to lie within the room, with a margin. */
function shift(start: number, end: number, room: number): number {
  const margin = Math.min(MARGIN * 2, (room - (end - start)) / 2);
  if (margin < 0) {
    return room / 2 - (start + end) / 2;
  }
  return start < margin ? margin - start : end > room - margin ? room - margin - end : 0;
}
