// What the graph shows of the workflow.
import { useMemo, useRef } from "react";
import { isSameShape, type Scene, sceneOf } from "../model/scene";
import type { ShownLink } from "../model/shownLinks";
import type { ViewProps } from "../screen";

/** The scene; the same one while nothing of it changed. */
export function useScene({ id, state, data, selected }: ViewProps): Scene {
  const { fold, open } = state;
  const scene = useMemo(
    () => makeScene({ id, state: { fold, open }, data, selected }),
    [id, fold, open, data, selected],
  );
  const last = useRef(scene);
  const isKnownScene =
    isSameShape(last.current, scene) &&
    last.current.folded === scene.folded &&
    last.current.nodes.every((node, place) => isSameCard(node, scene.nodes[place]));
  if (!isKnownScene) {
    last.current = scene;
  }
  return last.current;
}

/** What a scene is made of. */
type Shown = Pick<ViewProps, "id" | "data" | "selected"> & {
  readonly state: Pick<ViewProps["state"], "fold" | "open">;
};

/** What the graph shows of the workflow as it is now. */
export function makeScene({ id, state: { fold, open }, data, selected }: Shown): Scene {
  const { known, links, folded, path } = data;
  const folding = {
    undocumented: fold.includes("doc"),
    runs: fold.includes("runs"),
    kept: new Set([id, ...(selected === undefined ? [] : [selected]), ...(path ?? [])]),
    openRuns: new Set(open.flatMap((opened) => (opened.what === "run" ? opened.id : []))),
  };
  const made = sceneOf(known, folding, links);
  return folded === undefined ? made : withServerLinks(made, folded);
}

function isSameCard(a: Scene["nodes"][number], b: Scene["nodes"][number] | undefined): boolean {
  return (
    a.kind === "event" &&
    b?.kind === "event" &&
    a.event === b.event &&
    a.hidden.causes === b.hidden.causes &&
    a.hidden.effects === b.hidden.effects
  );
}

/** The scene with the links over what the server folded, of which the page knows nothing else. */
function withServerLinks(
  scene: Scene,
  folded: { readonly count: number; readonly links: readonly ShownLink[] },
): Scene {
  const present = new Set(scene.links.map(({ from, to }) => `${from} ${to}`));
  const further = folded.links.flatMap(({ from, to, via }) => {
    const a = scene.placeOf.get(from);
    const b = scene.placeOf.get(to);
    return via === 0 || a === undefined || b === undefined || a === b || present.has(`${a} ${b}`)
      ? []
      : { from: a, to: b, via };
  });
  return { ...scene, links: [...scene.links, ...further], folded: scene.folded + folded.count };
}
