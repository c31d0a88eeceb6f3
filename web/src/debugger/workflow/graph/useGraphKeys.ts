// The keys of the graph.
import type { RefObject } from "react";
import { type KeyAction, useKeys } from "../../shell/keys";
import type { Side } from "../model/event";
import type { Camera } from "./camera";
import { neighbourOf } from "./neighbourOf";
import type { Placed } from "./useSceneLayout";

/** What the keys act on. */
export interface GraphKeys {
  readonly placed: Placed | undefined;
  readonly selected: number | undefined;
  readonly camera: Camera | undefined;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly moveTo: (place: number) => void;
  readonly expand: (side: Side) => void;
  readonly pathHere: () => void;
  readonly toggleDocumented: () => void;
}

const GROUP = "Graph";

/** Understands the keys of the graph. */
export function useGraphKeys(graph: GraphKeys): void {
  const { placed, selected, camera } = graph;
  const move = (key: string, label: string, way: Parameters<typeof neighbourOf>[2]): KeyAction => ({
    keys: [key],
    label,
    group: GROUP,
    run: () => {
      const place = placed && neighbourOf(placed, selected ?? 0, way);
      if (place !== undefined) {
        graph.moveTo(place);
      }
    },
  });
  useKeys([
    move("ArrowLeft", "To a cause", "cause"),
    move("ArrowRight", "To an effect", "effect"),
    move("ArrowUp", "To the card above", "above"),
    move("ArrowDown", "To the card below", "below"),
    move("j", "Next in time", "later"),
    move("k", "Previous in time", "earlier"),
    { keys: ["["], label: "Show more causes", group: GROUP, run: () => graph.expand("causes") },
    { keys: ["]"], label: "Show more effects", group: GROUP, run: () => graph.expand("effects") },
    { keys: ["f"], label: "Show the whole graph", group: GROUP, run: () => camera?.fit() },
    { keys: ["+", "="], label: "Zoom in", group: GROUP, run: () => camera?.zoomBy(1.3) },
    { keys: ["-"], label: "Zoom out", group: GROUP, run: () => camera?.zoomBy(1 / 1.3) },
    { keys: ["p"], label: "Path to here", group: GROUP, run: graph.pathHere },
    { keys: ["d"], label: "Documented only", group: GROUP, run: graph.toggleDocumented },
    {
      keys: ["/"],
      label: "Find in workflow",
      group: GROUP,
      run: () => graph.field.current?.select(),
    },
  ]);
}
