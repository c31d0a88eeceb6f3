// What the Story view works out of what the server tells: numbers of steps, chapters, and whose narrative a new one
// becomes.
import type { SectionPartsFragment, StoryQuery } from "../../api/generated/graphql";

/** A workflow as it is told. */
export type Told = NonNullable<StoryQuery["workflow"]>;

/** Sentences under a heading. */
export type Section = SectionPartsFragment;

/** A narrative as the story shows it. */
export type ToldNarrative = NonNullable<Told["narrative"]>;

/** An event of a workflow as it is told. */
export type ToldEvent = Told["events"][number];

const STEP = /^(\d+)\. /;

/** A sentence with the number of the step that it tells, where it tells one. */
export function stepOf(text: string): { number: string | undefined; words: string } {
  const [beginning = "", number] = STEP.exec(text) ?? [];
  return { number, words: text.slice(beginning.length) };
}

/** The numbers of steps by the events that their sentences rest on. */
export function stepNumbers(sections: readonly Section[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const { text, eventIds } of sections.flatMap(({ sentences }) => sentences)) {
    const { number } = stepOf(text);
    for (const id of number === undefined ? [] : eventIds) {
      numbers.set(id, number as string);
    }
  }
  return numbers;
}

/** The events that sentences rest on, each once, in the order in which they are told. */
export const eventsOf = (sections: readonly Section[]): readonly string[] => [
  ...new Set(sections.flatMap(({ sentences }) => sentences.flatMap(({ eventIds }) => eventIds))),
];

/** The part of an event's name that says what happened: "created". */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** A narrative as text, to be taken elsewhere. */
export const narrativeText = ({
  longDescription,
  aiNarrative,
  aiSummary,
}: Pick<ToldNarrative, "longDescription" | "aiNarrative" | "aiSummary">): string =>
  [aiNarrative === null ? aiSummary : null, longDescription, aiNarrative]
    .filter((text) => text !== null)
    .join("\n\n");

/** So many that a workflow of thousands is gone through at once. */
const COMPARED = 50;

/**
 * The event whose narrative a new one becomes, where the workflow has none. A narrative tells what led to its
 * event. That of the event in the address would leave out all that came of it, and that of a first step tell nothing
 * at all, while the reader asks for what is told here. So it is the event that most of the documented ones led to:
 * the one in the address where no other has more, else the latest.
 */
export function narratedEvent(events: readonly ToldEvent[], id: string): ToldEvent | undefined {
  const byId = new Map(events.map((event) => [event.id, event]));
  const isCause = new Set(events.flatMap(causesOf));
  const isUndocumented = !events.some(({ shouldDocument }) => shouldDocument);
  const isTold = (event: ToldEvent): boolean => isUndocumented || event.shouldDocument;
  // What led to one that led to others led to those, too.
  const last = events.filter((event) => event.id === id || !isCause.has(event.id));
  last.sort((a, b) => Number(b.id === id) - Number(a.id === id) || b.timestamp - a.timestamp);
  let best: { event: ToldEvent; told: number } | undefined;
  for (const event of last.slice(0, COMPARED)) {
    const told = [...ledTo(event, byId)].filter(isTold).length;
    if (best === undefined || told > best.told) {
      best = { event, told };
    }
  }
  return best?.event;
}

const causesOf = ({ context }: ToldEvent): readonly string[] => context?.relatedEvents ?? [];

/** The event, and all that led to it. */
function ledTo(event: ToldEvent, byId: ReadonlyMap<string, ToldEvent>): Set<ToldEvent> {
  const found = new Set([event]);
  for (const one of found) {
    for (const cause of causesOf(one)) {
      const before = byId.get(cause);
      if (before !== undefined) {
        found.add(before);
      }
    }
  }
  return found;
}
