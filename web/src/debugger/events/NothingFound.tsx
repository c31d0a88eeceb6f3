// No event meets all conditions: which one to drop, and how many events that gives.
import { useQuery } from "@tanstack/react-query";
import type { EventsState } from "../address/events";
import { CountsDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { chipsOf } from "./chips";
import { filterOf } from "./filter";
import { chosenBounds, type Extent, rangeOf } from "./range";
import { COUNT_LIMIT } from "./useStats";
import { countWords } from "./ViewsPanel";

interface NothingFoundProps {
  state: EventsState;
  extent: Extent | undefined;
  onChange: (changes: Partial<EventsState>) => void;
}

interface Way {
  label: string;
  changes: Partial<EventsState>;
}

/** What could be dropped: each chip, the text, and the time. */
function waysOf(state: EventsState, now: number): Way[] {
  const ways: Way[] = chipsOf(state, now).map(({ label, text, without }) => ({
    label: `Without ${label}: ${text}`,
    changes: without,
  }));
  if (state.q.trim() !== "") {
    ways.push({ label: `Without the text “${state.q.trim()}”`, changes: { q: "" } });
  }
  if (state.span.kind !== "all") {
    ways.push({ label: "At any time", changes: { span: { kind: "all" }, from: null, to: null } });
  }
  return ways;
}

/** The message, with a button for each condition. */
export function NothingFound({ state, extent, onChange }: NothingFoundProps) {
  const ways = waysOf(state, Date.now());
  const { data } = useQuery({
    queryKey: ["stats", "ways", ways],
    enabled: ways.length > 0,
    queryFn: ({ signal }) => {
      const now = Date.now();
      const filters = ways.map(({ changes }) => {
        const changed = { ...state, ...changes };
        return filterOf(changed, chosenBounds(changed, rangeOf(changed, now, extent), now));
      });
      return request(CountsDocument, { filters, atMost: COUNT_LIMIT }, signal);
    },
  });
  return (
    <section className="message-view" role="status">
      <Icon name="search" />
      <h2>No event meets all of this</h2>
      <p>Drop one of the conditions:</p>
      <ul className="ways">
        {ways.map(({ label, changes }, index) => (
          <li key={label}>
            <Button onClick={() => onChange(changes)}>
              <span className="clip">{label}</span>
              <span className="label">{countWords(data?.eventCounts?.[index])}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
