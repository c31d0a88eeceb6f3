// What stands above every view: title, facts, states, the choice of views, and what can be done.
import { Link } from "wouter";
import { eventsHref } from "../address/links";
import type { OutcomeState } from "../api/generated/graphql";
import { ExportMenu } from "../export/ExportMenu";
import { Button } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { Icon } from "../ui/Icon";
import { StateIcon } from "../ui/StateIcon";
import { STATES, stateClass } from "../ui/state";
import { Tabs } from "../ui/Tabs";
import { count, counted, timeRange } from "../ui/time";
import { makeScene } from "./graph/useScene";
import type { CardEvent } from "./model/event";
import type { ViewProps } from "./screen";
import { DIRECTIONS } from "./useWorkflow";

const TABS = [
  { name: "graph", label: "Graph" },
  { name: "timeline", label: "Timeline" },
  { name: "table", label: "Table" },
  { name: "story", label: "Story" },
] as const;

/** The states that are counted, in their order. */
const TALLIED = ["MET", "PARTLY", "NOT_MET", "PENDING"] as const;

/** The header. */
export function WorkflowHeader(props: ViewProps) {
  const { id, data, events, state, update } = props;
  const facts = factsOf(events, data.known.size + (data.folded?.count ?? 0));
  return (
    <header className="workflow-header">
      <div className="workflow-title">
        <Link className="workflow-crumb" href={eventsHref()} aria-label="Events">
          <Icon name="chevron-left" />
          <span>Events</span>
        </Link>
        <h1>{data.title}</h1>
        <span className="workflow-facts">{facts}</span>
        <Tally events={events} />
      </div>
      <div className="workflow-actions">
        <Tabs
          className="segments large"
          label="Views"
          tabs={TABS}
          chosen={state.view}
          onChoose={(view) => update({ view })}
          panelId="workflow-view"
        />
        <span className="spacer" />
        <Button
          look="quiet"
          icon="link"
          className="copy-link"
          onClick={() => void copyText(location.href, "Link copied")}
        >
          Copy link
        </Button>
        <ExportMenu
          id={id}
          tenant={state.tenant || undefined}
          depth={state.depth}
          direction={DIRECTIONS[state.dir]}
          isFolded={state.fold.includes("doc")}
          title={data.title}
          facts={facts}
          scene={() => makeScene(props)}
        />
      </div>
    </header>
  );
}

/** "14 events, 4 folded · 23 Nov 14:02 – 25 Nov 08:00 · 5 sources" */
function factsOf(events: readonly CardEvent[], all: number): string {
  const folded = all - events.length;
  const first = events[0];
  const last = events[events.length - 1];
  const sources = new Set(events.map(({ source }) => source)).size;
  const number = counted(events.length, "event") + (folded > 0 ? `, ${folded} folded` : "");
  const range = first && last ? timeRange(first.timestamp, last.timestamp) : "";
  return [number, range, counted(sources, "source")].join(" · ");
}

function Tally({ events }: { events: readonly CardEvent[] }) {
  const number = (state: OutcomeState): number =>
    events.filter(({ outcomeState }) => outcomeState === state).length;
  return (
    <ul className="tally" aria-label="Outcomes">
      {TALLIED.filter((state) => number(state) > 0).map((state) => (
        <li key={state} className={`state-text ${stateClass(state)}`} title={STATES[state].label}>
          <StateIcon state={state} />
          {count(number(state))}
        </li>
      ))}
    </ul>
  );
}
