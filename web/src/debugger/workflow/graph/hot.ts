// The links that are pointed out, and the labels of links.
import { counted, duration } from "../../ui/time";
import { eventsOf, firstOf, type Scene } from "../model/scene";

/** What stands on a link. */
export interface LinkLabel {
  readonly link: number;
  readonly text: string;
  readonly kind: "wait" | "via";
  readonly title: string;
}

/** The links along a chain of events; what is folded is passed over. */
export function linksAlong(scene: Scene, chain: readonly string[]): ReadonlySet<number> {
  const byEnds = new Map(scene.links.map(({ from, to }, link) => [`${from} ${to}`, link]));
  const places = chain.flatMap((id) => scene.placeOf.get(id) ?? []);
  const hot = new Set<number>();
  places.forEach((place, i) => {
    const before = places[i - 1];
    // A chain may be given against the direction of its links.
    const link = byEnds.get(`${before} ${place}`) ?? byEnds.get(`${place} ${before}`);
    if (before !== undefined && link !== undefined) {
      hot.add(link);
    }
  });
  return hot;
}

/** Labels: on pointed out links how long they took, on others how many events they hide. */
export function labelsOf(scene: Scene, hot: ReadonlySet<number>): readonly LinkLabel[] {
  return scene.links.flatMap(({ from, to, via }, link): LinkLabel[] => {
    const cause = scene.nodes[from];
    const effect = scene.nodes[to];
    if (cause === undefined || effect === undefined) {
      return [];
    }
    const hidden = `${counted(via, "step")} that ${via === 1 ? "isn’t" : "aren’t"} documented`;
    if (hot.has(link)) {
      const end = eventsOf(cause).at(-1)?.timestamp ?? 0;
      const wait = duration(Math.abs(firstOf(effect).timestamp - end));
      const title = via > 0 ? `${wait}, over ${hidden}` : `${wait} from cause to effect`;
      return [{ link, text: wait, kind: "wait", title }];
    }
    return via > 0 ? [{ link, text: `⋯${via}`, kind: "via", title: hidden }] : [];
  });
}
