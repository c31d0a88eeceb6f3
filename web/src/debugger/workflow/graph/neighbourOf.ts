// Where keys lead from a card.
import { at } from "../layout/adjacency";
import type { Placed } from "./useSceneLayout";

/** A way from one card to another. */
export type Way = "cause" | "effect" | "above" | "below" | "earlier" | "later";

/** The card that lies that way, if there is one. */
export function neighbourOf(placed: Placed, from: number, way: Way): number | undefined {
  const { scene, layout } = placed;
  switch (way) {
    case "earlier":
      return from > 0 ? from - 1 : undefined;
    case "later":
      return from + 1 < scene.nodes.length ? from + 1 : undefined;
    case "cause":
      return nearest(
        placed,
        from,
        scene.links.flatMap((link) => (link.to === from ? link.from : [])),
      );
    case "effect":
      return nearest(
        placed,
        from,
        scene.links.flatMap((link) => (link.from === from ? link.to : [])),
      );
    case "above":
    case "below": {
      const sign = way === "above" ? -1 : 1;
      const beside = scene.nodes.flatMap((_, place) =>
        at(layout.x, place) === at(layout.x, from) &&
        sign * (at(layout.y, place) - at(layout.y, from)) > 0
          ? place
          : [],
      );
      return nearest(placed, from, beside);
    }
  }
}

/** The place that is closest in height. */
function nearest({ layout }: Placed, from: number, places: readonly number[]): number | undefined {
  const distance = (place: number): number => Math.abs(at(layout.y, place) - at(layout.y, from));
  return places.reduce<number | undefined>(
    (best, place) => (best === undefined || distance(place) < distance(best) ? place : best),
    undefined,
  );
}
