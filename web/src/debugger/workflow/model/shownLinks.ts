// Leaves out events that aren't to be documented, and links what stood around them.
import type { CardEvent } from "./event";
import type { Links } from "./links";

/** A link between two shown events, over `via` events that are folded into it. */
export interface ShownLink {
  readonly from: string;
  readonly to: string;
  readonly via: number;
}

/** The links between shown events; over those that aren't shown the shortest way. */
export function shownLinks(
  shown: ReadonlyMap<string, CardEvent>,
  { effects }: Links,
): readonly ShownLink[] {
  const links: ShownLink[] = [];
  for (const from of shown.keys()) {
    const seen = new Set<string>();
    let level: readonly string[] = [from];
    for (let via = 0; level.length > 0; via++) {
      const next: string[] = [];
      for (const effect of level.flatMap((id) => effects.get(id) ?? [])) {
        if (seen.has(effect.id)) {
          continue;
        }
        seen.add(effect.id);
        if (!shown.has(effect.id)) {
          next.push(effect.id);
        } else if (via === 0 || effect.id !== from) {
          links.push({ from, to: effect.id, via });
        }
      }
      level = next;
    }
  }
  return links;
}
