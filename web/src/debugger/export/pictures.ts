// The workflow as SVG and PNG. Loaded when it is first asked for.
import { layoutRunner } from "../workflow/layout/runner";
import type { LayoutInput, LayoutResult } from "../workflow/layout/types";
import type { Scene } from "../workflow/model/scene";
import { type Drawing, draw, sizeOf } from "./drawing";
import { CanvasSurface, SvgSurface } from "./surface";

/** What is to be drawn, before it was placed. */
export type Unplaced = Pick<Drawing, "scene" | "title" | "facts">;

/** Twice as many pixels as on the page, as far as browsers have canvases of that size. */
const SCALE = 2;
const LONGEST_SIDE = 16_384;
const MOST_PIXELS = 120_000_000;

const makeWorker = (): Worker =>
  new Worker(new URL("../workflow/layout/worker.ts", import.meta.url), { type: "module" });

function place({ nodes, links }: Scene): Promise<LayoutResult> {
  const input: LayoutInput = {
    count: nodes.length,
    from: Uint32Array.from(links, ({ from }) => from),
    to: Uint32Array.from(links, ({ to }) => to),
  };
  const runner = layoutRunner(makeWorker);
  return new Promise((resolve) => {
    runner.run(input, (layout) => {
      runner.stop();
      resolve(layout);
    });
  });
}

async function prepare(unplaced: Unplaced): Promise<Drawing> {
  // Texts are measured in the page's font.
  await document.fonts.ready;
  return { ...unplaced, layout: await place(unplaced.scene), now: Date.now() };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) {
    throw new Error("The browser has no canvas.");
  }
  return context;
}

/** The workflow as SVG. */
export async function svgOf(unplaced: Unplaced): Promise<Blob> {
  const drawing = await prepare(unplaced);
  const scratch = new CanvasSurface(contextOf(document.createElement("canvas")));
  const surface = new SvgSurface(scratch.measure.bind(scratch));
  draw(drawing, surface);
  const { width, height } = sizeOf(drawing, surface.measure.bind(surface));
  return new Blob([surface.finish(width, height, drawing.title)], { type: "image/svg+xml" });
}

/** The workflow as PNG: smaller where it would be larger than browsers allow. */
export async function pngOf(unplaced: Unplaced): Promise<Blob> {
  const drawing = await prepare(unplaced);
  const canvas = document.createElement("canvas");
  const context = contextOf(canvas);
  const surface = new CanvasSurface(context);
  const { width, height } = sizeOf(drawing, surface.measure.bind(surface));
  const scale = Math.min(
    SCALE,
    LONGEST_SIDE / Math.max(width, height),
    Math.sqrt(MOST_PIXELS / (width * height)),
  );
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  context.scale(scale, scale);
  draw(drawing, surface);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error("The picture is too large for this browser.")),
    );
  });
}
