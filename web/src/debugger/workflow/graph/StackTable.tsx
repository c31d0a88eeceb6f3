// The causes or effects of a hub as a table, 50 at a time. A row makes its event a card of the graph.
import { ErrorView } from "../../shell/ErrorView";
import { Button } from "../../ui/Button";
import { EventName } from "../../ui/EventName";
import { Dialog } from "../../ui/overlays/Dialog";
import { StateIcon } from "../../ui/StateIcon";
import { STATES } from "../../ui/state";
import { counted, dayAndClock } from "../../ui/time";
import type { Stack } from "../model/groups";
import type { ViewProps } from "../screen";
import { HUB_PAGE, type HubScope, statesOf, useHubCounts, useHubPages } from "./useHub";
import { outcomeWords, stackTitle } from "./words";

interface StackTableProps extends Pick<ViewProps, "select" | "join"> {
  /** What is shown; nothing while the table is closed. */
  stack: Stack | undefined;
  scope: HubScope;
  onClose: () => void;
}

/** The table, in a dialog. */
export function StackTable({ stack, onClose, ...rest }: StackTableProps) {
  return (
    <Dialog
      isOpen={stack !== undefined}
      isWide
      title={stack ? `${stackTitle(stack)}: ${sideWords(stack)}` : ""}
      onClose={onClose}
    >
      {stack && <Rows stack={stack} onClose={onClose} {...rest} />}
    </Dialog>
  );
}

const sideWords = ({ side, hub }: Stack): string =>
  side === "effects" ? `what ${hub.eventName} led to` : `what led to ${hub.eventName}`;

function Rows({ stack, scope, select, join, onClose }: StackTableProps & { stack: Stack }) {
  const pages = useHubPages(stack, scope);
  const counts = useHubCounts(stack, scope);
  if (pages.error) {
    return <ErrorView error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  const events = pages.data?.pages.flatMap((page) => page?.nodes ?? []) ?? [];
  const total = counts?.reduce((sum, group) => sum + group.count, 0) ?? 0;
  return (
    <>
      <p className="stack-counts">
        {statesOf(counts ?? []).map(({ state: outcome, count }) => (
          <span key={outcome}>
            <StateIcon state={outcome} decorative /> {count} {STATES[outcome].label.toLowerCase()}
          </span>
        ))}
      </p>
      <ul className="stack-rows">
        {events.map((event) => (
          <li key={event.id}>
            <button
              type="button"
              onClick={() => {
                join([event]);
                select(event.id);
                onClose();
              }}
            >
              <time>{dayAndClock(event.timestamp)}</time>
              <StateIcon state={event.outcomeState} />
              <span className="clip">
                <EventName name={event.eventName} />
                <small>{event.userIntent?.goal}</small>
              </span>
              <span className="clip">{outcomeWords(event)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog-actions">
        <span className="label spacer">
          {counted(events.length, "event")}
          {total > events.length ? ` of ${total.toLocaleString("en-GB")}` : ""}
        </span>
        {pages.hasNextPage && (
          <Button disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
            {HUB_PAGE} more
          </Button>
        )}
      </div>
    </>
  );
}
