// The cards of the graph: of an event, of a folded run, and of a hub's many causes or effects.
import { memo } from "react";
import { EventName } from "../../ui/EventName";
import { Icon } from "../../ui/Icon";
import { StateIcon } from "../../ui/StateIcon";
import { stateClass } from "../../ui/state";
import { counted, dayAndClock } from "../../ui/time";
import type { Side } from "../model/event";
import type { Run, Stack } from "../model/groups";
import type { Links } from "../model/links";
import type { SceneNode } from "../model/scene";
import { type HubScope, useHubCounts } from "./useHub";
import { linkWords, outcomeWords, stackTitle, stateCounts, stateWords } from "./words";

/** What can be done with a card. */
export interface CardActions {
  readonly onPick: (node: SceneNode, isSecond: boolean) => void;
  readonly onExpand: (node: SceneNode, side: Side) => void;
}

interface NodeCardProps {
  node: SceneNode;
  links: Links;
  x: number;
  y: number;
  isSelected: boolean;
  /** Whether the tab key leads here. */
  isStop: boolean;
  isDimmed: boolean;
  actions: CardActions;
  scope: HubScope;
}

/** One card, and the buttons at its edges. */
export const NodeCard = memo(function NodeCard(props: NodeCardProps) {
  const { node, links, x, y, isSelected, isStop, isDimmed, actions, scope } = props;
  const look =
    node.kind === "event" ? stateClass(node.event.outcomeState) : `is-none is-${node.kind}`;
  return (
    <div
      className={`node ${isDimmed ? "is-no-match" : ""}`}
      style={{ transform: `translate(${x}px, ${y}px)` }}
    >
      <button
        type="button"
        className={`node-card ${look}`}
        data-key={node.key}
        aria-pressed={isSelected}
        tabIndex={isStop ? 0 : -1}
        onClick={(event) => actions.onPick(node, event.shiftKey)}
      >
        <CardContent node={node} links={links} scope={scope} />
      </button>
      {node.kind === "event" && <Expanders node={node} onExpand={actions.onExpand} />}
    </div>
  );
});

type ContentProps = Pick<NodeCardProps, "node" | "links" | "scope">;

function CardContent({ node, links, scope }: ContentProps) {
  if (node.kind === "event") {
    const { event } = node;
    return (
      <>
        <span className="node-name">
          <StateIcon state={event.outcomeState} decorative />
          <span className="clip">
            <EventName name={event.eventName} />
          </span>
          <span className="hidden-text">, {stateWords(event)}</span>
        </span>
        <span className="node-goal clip">{event.userIntent?.goal}</span>
        <span className="node-outcome clip">{outcomeWords(event)}</span>
        <span className="node-foot">
          <span className="clip">{event.source}</span>
          <span>{dayAndClock(event.timestamp)}</span>
        </span>
        <span className="hidden-text">{linkWords(event, links)}</span>
      </>
    );
  }
  return node.kind === "run" ? (
    <RunContent run={node} />
  ) : (
    <StackContent stack={node} scope={scope} />
  );
}

function RunContent({ run: { events } }: { run: Run }) {
  const [first] = events;
  return (
    <>
      <span className="node-name">
        <Icon name="more" />
        <span className="clip event-name">{events.length} steps</span>
      </span>
      <span className="node-goal clip">
        {first?.eventName} … {events.at(-1)?.eventName}
      </span>
      <span className="node-foot">
        <span className="clip">Show each of them</span>
        <span>{first && dayAndClock(first.timestamp)}</span>
      </span>
    </>
  );
}

function StackContent({ stack, scope }: { stack: Stack; scope: HubScope }) {
  const { events, hidden } = stack;
  // What isn't loaded is counted by the server.
  const counts = useHubCounts(stack, scope, hidden > 0);
  const groups = counts ?? events.map(({ outcomeState }) => ({ outcomeState, count: 1 }));
  return (
    <>
      <span className="node-name">
        <Icon name="rows" />
        <span className="clip event-name">{stackTitle(stack, counts)}</span>
      </span>
      <span className="node-goal two-lines">{stateCounts(groups)}</span>
      <span className="node-foot">
        <span className="clip">Show them as a table</span>
        <span>{events[0] && dayAndClock(events[0].timestamp)}</span>
      </span>
    </>
  );
}

interface ExpandersProps {
  node: SceneNode & { kind: "event" };
  onExpand: CardActions["onExpand"];
}

function Expanders({ node, onExpand }: ExpandersProps) {
  return (["causes", "effects"] as const).map((side) => {
    const count = node.hidden[side];
    const words = counted(count, side === "causes" ? "more cause" : "more effect");
    return (
      count > 0 && (
        <button
          key={side}
          type="button"
          className={`node-more of-${side}`}
          tabIndex={-1}
          aria-label={`Show ${words} of ${node.event.eventName}`}
          onClick={() => onExpand(node, side)}
        >
          +{count.toLocaleString("en-GB")}
        </button>
      )
    );
  });
}
