// The sentences of a chapter, each as text with the events that it rests on as chips at its end.
import type { OutcomeState } from "../../api/generated/graphql";
import { StateIcon } from "../../ui/StateIcon";
import { dayAndClock } from "../../ui/time";
import type { ViewProps } from "../screen";
import { lastPart, type Section, stepOf } from "./told";

/** What chips show of an event. */
export interface ChipEvent {
  readonly id: string;
  readonly eventName: string;
  readonly timestamp: number;
  readonly outcomeState: OutcomeState;
}

/** What is known of the events that are told, and which of them is selected. */
export interface Cast extends Pick<ViewProps, "select"> {
  readonly find: (id: string) => ChipEvent | undefined;
  readonly selected: string | undefined;
}

/** The sentences, those of steps behind their numbers. */
export function Sentences({ section, cast }: { section: Section; cast: Cast }) {
  const hasSteps = section.sentences.some(({ text }) => stepOf(text).number !== undefined);
  return (
    <ul className={hasSteps ? "sentences has-steps" : "sentences"}>
      {section.sentences.map((sentence, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two sentences may say the same
        <Sentence key={index} {...sentence} cast={cast} />
      ))}
    </ul>
  );
}

function Sentence({ text, eventIds, cast }: Section["sentences"][number] & { cast: Cast }) {
  const { number, words } = stepOf(text);
  return (
    <li className={number === undefined ? undefined : "is-step"}>
      {number !== undefined && <span className="step-number">{number}. </span>}
      <span>
        {words}
        {eventIds.map((id) => (
          <EventChip key={id} id={id} cast={cast} />
        ))}
      </span>
    </li>
  );
}

/** State, last part of the name, and time. Of an event that lies outside of the workflow only its id is known. */
export function EventChip({ id, cast: { find, selected, select } }: { id: string; cast: Cast }) {
  const event = find(id);
  return (
    <>
      {" "}
      <button
        type="button"
        className="event-chip"
        title={event?.eventName ?? id}
        aria-pressed={id === selected}
        onClick={() => select(id)}
      >
        {event && <StateIcon state={event.outcomeState} />}
        <span className="clip">{event ? lastPart(event.eventName) : id}</span>
        {event && <span className="when">{dayAndClock(event.timestamp)}</span>}
      </button>
    </>
  );
}
