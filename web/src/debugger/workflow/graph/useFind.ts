// Finds cards by what they say.
import { useMemo, useState } from "react";
import type { CardEvent } from "../model/event";
import { eventsOf, firstOf, type Scene } from "../model/scene";

/** What is looked for, and where it was found. */
export interface Find {
  readonly text: string;
  /** The places of the cards that hold it. */
  readonly matches: readonly number[];
  /** Which of the matches is selected; -1 when none is. */
  readonly index: number;
  readonly type: (text: string) => void;
  /** Selects the next match, or the one before. */
  readonly next: (step: 1 | -1) => void;
}

/** Looks for text in the cards. */
export function useFind(
  scene: Scene,
  selected: string | undefined,
  select: (id: string) => void,
): Find {
  const [text, setText] = useState("");
  const matches = useMemo(() => matchesOf(scene, text), [scene, text]);
  const place = selected === undefined ? undefined : scene.placeOf.get(selected);
  const index = place === undefined ? -1 : matches.indexOf(place);
  const pick = (match: number | undefined) => {
    const node = match === undefined ? undefined : scene.nodes[match];
    if (node !== undefined) {
      select(firstOf(node).id);
    }
  };
  return {
    text,
    matches,
    index,
    type: (typed) => {
      setText(typed);
      pick(matchesOf(scene, typed)[0]);
    },
    next: (step) => pick(matches[(index + step + matches.length) % matches.length]),
  };
}

function matchesOf({ nodes }: Scene, text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") {
    return [];
  }
  return nodes.flatMap((node, place) =>
    eventsOf(node).some((e) => holds(e, wanted)) ? [place] : [],
  );
}

function holds({ id, eventName, source, userIntent, context }: CardEvent, wanted: string): boolean {
  const texts = [
    id,
    eventName,
    source,
    userIntent?.goal,
    userIntent?.expectedOutcome,
    context?.outcome,
  ];
  return texts.some((text) => text?.toLowerCase().includes(wanted));
}
