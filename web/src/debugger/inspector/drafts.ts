// What somebody has typed and not saved: `useDraft(key, blank)`. It stays until the tab is closed, whatever is shown
// meanwhile and however often the page is loaded anew; signing out forgets it. A draft knows the revision that it was
// begun from: who comes back to an event that has changed since sees both.
import { token } from "../api/session";
import { readSession, writeSession } from "../ui/storage";
import { createStore, useStore } from "../ui/store";
import { type Draft, hasFields, isSame } from "./draft";

type Drafts = ReadonlyMap<string, Draft<unknown>>;
type Entry = [key: string, draft: Draft<unknown>];

const KEY = "drafts";

const isList = (value: unknown): value is Entry[] =>
  Array.isArray(value) &&
  value.every((entry) => Array.isArray(entry) && typeof entry[1] === "object" && entry[1] !== null);

const isUnsaved = ({ fields, base }: Draft<unknown>): boolean => !isSame(fields, base);
const unsaved = (): Entry[] => [...drafts.get()].filter(([, draft]) => isUnsaved(draft));

const drafts = createStore<Drafts>(new Map(readSession(KEY, isList)));

drafts.subscribe(() => {
  const entries = unsaved();
  writeSession(KEY, entries.length > 0 ? entries : undefined);
});

token.subscribe(() => {
  if (token.get() === null) {
    drafts.set(new Map());
  }
});

/** The draft under this key, with fields as `blank` has them, and what keeps or forgets it. */
export function useDraft<Fields extends object>(
  key: string,
  blank: Fields,
): [Draft<Fields> | undefined, (draft: Draft<Fields> | undefined) => void] {
  const kept = useStore(drafts).get(key);
  const draft = hasFields(kept, blank) ? kept : undefined;
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

// Closing the tab would lose what no server has seen.
addEventListener("beforeunload", (event) => {
  if (unsaved().length > 0) {
    event.preventDefault();
  }
});
