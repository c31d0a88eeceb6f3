// Every expectation of the workflow with what came of it.
import type { OutcomeState } from "../../api/generated/graphql";
import { StateIcon } from "../../ui/StateIcon";
import { STATES, stateClass } from "../../ui/state";
import { outcomeWords } from "../graph/words";
import type { CardEvent } from "../model/event";
import type { ViewProps } from "../screen";

const ORDER = ["MET", "PARTLY", "NOT_MET", "PENDING", "TOLD"] as const;

/** The list, below a meter of all states. */
export function Expectations({
  events,
  select,
}: Pick<ViewProps, "select"> & {
  events: readonly CardEvent[];
}) {
  const expected = events.filter(({ userIntent }) => userIntent?.expectedOutcome);
  const counts = ORDER.map((state) => ({ state, count: countOf(expected, state) }));
  const words = counts.filter(({ count }) => count > 0).map(inWords);
  return (
    <aside className="expectations" aria-label="Expected, and what came of it">
      <h2>
        Expected, and what came of it
        <span>{expected.length}</span>
      </h2>
      {expected.length > 0 && (
        <div className="meter" role="img" aria-label={words.join(", ")}>
          {counts.map(({ state, count }) => (
            <i
              key={state}
              className={stateClass(state)}
              style={{ flexGrow: count }}
              hidden={count === 0}
            />
          ))}
        </div>
      )}
      <ul>
        {expected.map((event) => (
          <li key={event.id}>
            <button
              type="button"
              className={stateClass(event.outcomeState)}
              onClick={() => select(event.id)}
            >
              <StateIcon state={event.outcomeState} />
              <b>{event.userIntent?.expectedOutcome}</b>
              <span>{outcomeWords(event)}</span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

const countOf = (events: readonly CardEvent[], state: OutcomeState): number =>
  events.filter(({ outcomeState }) => outcomeState === state).length;

const inWords = ({ state, count }: { state: OutcomeState; count: number }): string =>
  `${count} ${STATES[state].label.toLowerCase()}`;
