// Text in which something was found that was looked for, with marks.
import type { ReactNode } from "react";
import type { Column } from "../address/events";
import type { FoundRow, Highlight } from "./useEventList";

/** Which column shows a field already. */
const COLUMN_OF: Readonly<Record<string, Column | "event">> = {
  eventName: "event",
  "userIntent.goal": "why",
  "userIntent.expectedOutcome": "expected",
  "context.outcome": "outcome",
};

/** What was found in a field that no column shows, where no column shows anything else of it. */
export function foundBeside(
  { highlights = [] }: FoundRow,
  columns: readonly (Column | "event")[],
): Highlight | undefined {
  const isShown = ({ field }: Highlight) => columns.some((column) => column === COLUMN_OF[field]);
  return highlights.some(isShown) ? undefined : highlights[0];
}

/** The text with what was found in it marked. */
export function Found({ found: { text, ranges } }: { found: Highlight }) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(done, start), <mark key={start}>{text.slice(start, end)}</mark>);
    done = end;
  }
  return (
    <>
      {parts}
      {text.slice(done)}
    </>
  );
}
