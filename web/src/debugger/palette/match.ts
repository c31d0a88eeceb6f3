// What of a list fits what somebody types.

/** How well a text fits the words, the least best; nothing where a word isn't in it. */
function rank(text: string, words: readonly string[]): number | undefined {
  const lower = text.toLowerCase();
  let worst = 0;
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at === -1) {
      return undefined;
    }
    const isStart = at === 0 || /[^\p{L}\p{N}]/u.test(lower[at - 1] ?? "");
    worst = Math.max(worst, at === 0 ? 0 : isStart ? 1 : 2);
  }
  return worst;
}

/** The items in whose texts all words are, those first that begin with them. */
export function matching<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): Item[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .map((item) => [rank(textOf(item), words), item] as const)
    .filter((pair): pair is [number, Item] => pair[0] !== undefined)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** Whether the text may be the id of an event. */
export const mayBeId = (typed: string): boolean => /^\S{4,255}$/.test(typed.trim());
