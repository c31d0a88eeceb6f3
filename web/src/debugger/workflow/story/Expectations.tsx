// What the told events expected, and what answers it.
import "./expectations.css";
import { useState } from "react";
import type { OutcomeState } from "../../api/generated/graphql";
import { Button } from "../../ui/Button";
import { StateIcon } from "../../ui/StateIcon";
import { STATES, stateClass } from "../../ui/state";
import { count, duration } from "../../ui/time";
import type { Cast } from "./Sections";
import { lastPart, type Told } from "./told";

/** How many are listed before the reader asks for all. */
const LISTED = 50;

const ORDER = ["MET", "PARTLY", "NOT_MET", "PENDING", "TOLD"] as const;

type Expectation = NonNullable<Told["story"]>["expectations"][number];

interface ExpectationsProps {
  expectations: readonly Expectation[];
  /** The numbers of steps by their events. */
  numbers: ReadonlyMap<string, string>;
  cast: Cast;
}

/** The list, below a meter of all states. */
export function Expectations({ expectations, numbers, cast }: ExpectationsProps) {
  const counts = ORDER.map((state) => ({ state, number: countOf(expectations, state) }));
  const [isWhole, setWhole] = useState(false);
  const listed = isWhole ? expectations : expectations.slice(0, LISTED);
  const hidden = expectations.length - listed.length;
  const words = counts.filter(({ number }) => number > 0).map(inWords);
  return (
    <aside className="expectations" aria-label="Expected, and what came of it">
      <h2>
        Expected, and what came of it
        <span>{count(expectations.length)}</span>
      </h2>
      {expectations.length === 0 ? (
        <p className="unsaid">None of these events says what was expected of it.</p>
      ) : (
        <div className="meter" role="img" aria-label={words.join(", ")}>
          {counts.map(({ state, number }) => (
            <i
              key={state}
              className={stateClass(state)}
              style={{ flexGrow: number }}
              hidden={number === 0}
            />
          ))}
        </div>
      )}
      <ul>
        {listed.map((one) => (
          <li key={one.eventId} className={stateClass(one.state)}>
            <button
              type="button"
              aria-pressed={one.eventId === cast.selected}
              onClick={() => cast.select(one.eventId)}
            >
              <StateIcon state={one.state} />
              <b>{one.expected}</b>
              <span>{one.outcome ?? missingWords(one, cast)}</span>
            </button>
            <Answer {...one} numbers={numbers} cast={cast} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {`Show ${count(hidden)} more`}
        </Button>
      )}
    </aside>
  );
}

/** "3 → 4": where what was expected showed in another event, the link to that. */
function Answer({
  eventId,
  answeredBy,
  numbers,
  cast,
}: Expectation & Omit<ExpectationsProps, "expectations">) {
  if (answeredBy === null || answeredBy === eventId) {
    return null;
  }
  const nameOf = (id: string): string => lastPart(cast.find(id)?.eventName ?? id);
  const link = [eventId, answeredBy].map((id) => numbers.get(id) ?? nameOf(id)).join(" → ");
  return (
    <button
      type="button"
      className="answer"
      aria-label={`${link}, answered by ${cast.find(answeredBy)?.eventName ?? answeredBy}`}
      title={`Answered by ${cast.find(answeredBy)?.eventName ?? answeredBy}`}
      aria-pressed={answeredBy === cast.selected}
      onClick={() => cast.select(answeredBy)}
    >
      {link}
    </button>
  );
}

function missingWords({ eventId }: Expectation, { find }: Cast): string {
  const event = find(eventId);
  const since = event ? ` for ${duration(Date.now() - event.timestamp)}` : "";
  return `Outcome missing${since}`;
}

const countOf = (expectations: readonly Expectation[], wanted: OutcomeState): number =>
  expectations.filter(({ state }) => state === wanted).length;

const inWords = ({ state, number }: { state: OutcomeState; number: number }): string =>
  `${number} ${STATES[state].label.toLowerCase()}`;
