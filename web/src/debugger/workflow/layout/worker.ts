// Places graphs in a thread of its own.
import { layout } from "./layout";
import type { LayoutInput } from "./types";

addEventListener("message", ({ data }: MessageEvent<LayoutInput>) => {
  const result = layout(data);
  const buffers = [result.x, result.y, result.cut, result.pointStart, result.points];
  postMessage(result, { transfer: buffers.map(({ buffer }) => buffer) });
});
