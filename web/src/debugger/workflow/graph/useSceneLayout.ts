// The layout of what the graph shows, from a worker. While a new one is made, the old one stays.
import { useEffect, useRef, useState } from "react";
import { at } from "../layout/adjacency";
import { layoutRunner } from "../layout/runner";
import { CARD_HEIGHT, type LayoutInput, type LayoutResult } from "../layout/types";
import { isSameShape, type Scene } from "../model/scene";

/** A layout and what it is the layout of. */
export interface Placed {
  readonly scene: Scene;
  readonly layout: LayoutResult;
}

const makeWorker = (): Worker =>
  new Worker(new URL("../layout/worker.ts", import.meta.url), { type: "module" });

/** Starts while the events are still on their way. */
let firstWorker: Worker | undefined = makeWorker();

function nextWorker(): Worker {
  const worker = firstWorker ?? makeWorker();
  firstWorker = undefined;
  return worker;
}

/** Has the scene placed. What was placed before keeps its order, and as far as it goes its place. */
export function useSceneLayout(scene: Scene): Placed | undefined {
  const [placed, setPlaced] = useState<Placed>();
  const runner = useRef(layoutRunner(nextWorker));
  const asked = useRef<Scene>(undefined);
  const current = useRef<Placed>(undefined);
  current.current = placed;
  useEffect(() => {
    if (asked.current !== undefined && isSameShape(asked.current, scene)) {
      return;
    }
    asked.current = scene;
    runner.current.run(inputOf(scene, current.current), (layout) => setPlaced({ scene, layout }));
  }, [scene]);
  useEffect(() => {
    const { stop } = runner.current;
    return () => {
      stop();
      asked.current = undefined;
    };
  }, []);
  // Outcomes change without moving anything.
  return placed && placed.scene !== scene && isSameShape(placed.scene, scene)
    ? { scene, layout: placed.layout }
    : placed;
}

function inputOf(scene: Scene, old: Placed | undefined): LayoutInput {
  const input = {
    count: scene.nodes.length,
    from: Uint32Array.from(scene.links, ({ from }) => from),
    to: Uint32Array.from(scene.links, ({ to }) => to),
  };
  if (old === undefined) {
    return input;
  }
  const heights = new Map(
    old.scene.nodes.map(({ key }, place) => [key, at(old.layout.y, place) + CARD_HEIGHT / 2]),
  );
  const before = Float32Array.from(scene.nodes, ({ key }) => heights.get(key) ?? Number.NaN);
  return { ...input, before };
}
