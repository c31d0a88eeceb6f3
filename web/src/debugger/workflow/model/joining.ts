// What joins a workflow live, collected until it is shown. Only so many events join: beyond, they are counted among
// the effects of those that they name, so that a page that follows a busy history stays as small as it is.
import type { CardEvent, Known } from "./event";

/** So many events join a workflow live. */
export const MOST_JOINED = 2_000;

/** Events that are added to those that are known. */
export interface Added {
  readonly events: Known;
  /** The ids of those that came live. */
  readonly news: ReadonlySet<string>;
}

/** Collects what joins. */
export interface Joining {
  /** An event that names these: it joins, where it may and there is room for it. */
  readonly publish: (event: CardEvent, causes: readonly CardEvent[], mayJoin: boolean) => void;
  /** A later state of a known event. */
  readonly put: (event: CardEvent) => void;
  /** An event that was collected, be it shown yet or not. */
  readonly find: (id: string) => CardEvent | undefined;
  /** What has come since this was asked last. */
  readonly take: () => Added;
}

/** Begins to collect; `onMore` hears of each that came. */
export function newJoining(onMore: () => void, most = MOST_JOINED): Joining {
  const all = new Map<string, CardEvent>();
  let waiting = new Map<string, CardEvent>();
  let news = new Set<string>();
  let joined = 0;
  const put = (event: CardEvent) => {
    all.set(event.id, event);
    waiting.set(event.id, event);
    onMore();
  };
  return {
    publish: (event, causes, mayJoin) => {
      if (mayJoin && joined < most) {
        joined += 1;
        news.add(event.id);
        put(event);
      } else {
        causes.map(withOneMore).forEach(put);
      }
    },
    put,
    find: (id) => all.get(id),
    take: () => {
      const taken = { events: waiting, news };
      waiting = new Map();
      news = new Set();
      return taken;
    },
  };
}

const withOneMore = (event: CardEvent): CardEvent => ({
  ...event,
  effectCount: (event.effectCount ?? 0) + 1,
});
