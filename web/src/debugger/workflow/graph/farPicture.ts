// Thousands of cards seen from afar, as an image: drawn once, then moved and scaled until it no longer fits.
import type { Area } from "../layout/sight";
import type { Size, View } from "./camera";
import { areaOf, type Drawing, drawPicture } from "./painter";

/** How much an image may be scaled before it is drawn anew. */
const STRETCH = 1.8;
/** The image reaches so far beyond the edges, as a part of the room. */
const BEYOND = 0.3;

interface Image {
  readonly drawing: Drawing;
  readonly scale: number;
  readonly area: Area;
  /** Where all of the picture is: beyond it nothing is missing. */
  readonly whole: Area;
}

/** The image, and what it shows. */
export class FarPicture {
  readonly #canvas = document.createElement("canvas");
  #image: Image | undefined;

  /** Shows the picture. Tells whether the image was scaled, and should be drawn anew in a calm moment. */
  show(context: CanvasRenderingContext2D, drawing: Drawing, view: View, size: Size): boolean {
    const old = this.#image;
    const isUsable =
      old !== undefined &&
      old.drawing.picture === drawing.picture &&
      old.drawing.colours === drawing.colours &&
      old.drawing.ratio === drawing.ratio &&
      Math.max(view.k / old.scale, old.scale / view.k) < STRETCH &&
      covers(old, areaOf(view, size));
    if (!isUsable) {
      this.#draw(drawing, view, size);
    }
    const { area, scale } = this.#image as Image;
    const { ratio } = drawing;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(
      this.#canvas,
      Math.round(ratio * (area.left * view.k + view.x)),
      Math.round(ratio * (area.top * view.k + view.y)),
      (this.#canvas.width * view.k) / scale,
      (this.#canvas.height * view.k) / scale,
    );
    return scale !== view.k;
  }

  /** Has the image drawn anew when it is shown next. */
  forget(): void {
    this.#image = undefined;
  }

  #draw(drawing: Drawing, view: View, size: Size): void {
    const { layout } = drawing.picture;
    const edge = 3 / view.k;
    const whole = {
      left: -edge,
      top: -edge,
      right: layout.width + edge,
      bottom: layout.height + edge,
    };
    const wanted = areaOf(view, size, BEYOND * Math.max(size.width, size.height));
    const area = {
      left: Math.max(wanted.left, whole.left),
      top: Math.max(wanted.top, whole.top),
      right: Math.min(wanted.right, whole.right),
      bottom: Math.min(wanted.bottom, whole.bottom),
    };
    const scale = drawing.ratio * view.k;
    this.#canvas.width = Math.max(1, Math.ceil((area.right - area.left) * scale));
    this.#canvas.height = Math.max(1, Math.ceil((area.bottom - area.top) * scale));
    const context = this.#canvas.getContext("2d");
    if (context !== null) {
      const { k } = view;
      drawPicture(context, drawing, { x: -area.left * k, y: -area.top * k, k }, area);
    }
    this.#image = { drawing, scale: view.k, area, whole };
  }
}

/** Whether the image has everything that lies in an area. */
function covers({ area, whole }: Image, wanted: Area): boolean {
  return (
    area.left <= Math.max(wanted.left, whole.left) &&
    area.top <= Math.max(wanted.top, whole.top) &&
    area.right >= Math.min(wanted.right, whole.right) &&
    area.bottom >= Math.min(wanted.bottom, whole.bottom)
  );
}
