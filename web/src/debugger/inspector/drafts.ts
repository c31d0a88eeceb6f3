// What somebody has typed and not saved: `useDraft(key)`. It stays while the page is open, whatever is shown
// meanwhile.
import { createStore, useStore } from "../ui/store";
import { type Draft, isSame } from "./draft";

const drafts = createStore<ReadonlyMap<string, Draft<unknown>>>(new Map());

/** The draft under this key, and what keeps or forgets it. */
export function useDraft<Fields>(
  key: string,
): [Draft<Fields> | undefined, (draft: Draft<Fields> | undefined) => void] {
  const draft = useStore(drafts).get(key) as Draft<Fields> | undefined;
  const keep = (next: Draft<Fields> | undefined) => {
    const all = new Map(drafts.get());
    if (next) {
      all.set(key, next);
    } else {
      all.delete(key);
    }
    drafts.set(all);
  };
  return [draft, keep];
}

const isUnsaved = ({ fields, base }: Draft<unknown>): boolean => !isSame(fields, base);

// Closing the tab would lose what no server has seen.
addEventListener("beforeunload", (event) => {
  if ([...drafts.get().values()].some(isUnsaved)) {
    event.preventDefault();
  }
});
