// One row of the table; a card on phones. A row that isn't loaded yet is a grey bar.
import { type MouseEvent, memo, type ReactNode } from "react";
import type { Column } from "../address/events";
import { EventName } from "../ui/EventName";
import { Icon } from "../ui/Icon";
import { StateIcon } from "../ui/StateIcon";
import { stateClass } from "../ui/state";
import { clock, counted, day, isoTime, isSameDay } from "../ui/time";
import { Found, foundBeside } from "./Found";
import type { FoundRow } from "./useEventList";

interface RowProps {
  row: FoundRow | undefined;
  index: number;
  top: number;
  height: number;
  columns: readonly (Column | "event")[];
  isSelected: boolean;
  isFocusable: boolean;
  isFresh: boolean;
  hrefOf: (row: FoundRow) => string;
  onSelect: (row: FoundRow) => void;
  onOpen: (row: FoundRow) => void;
}

/** Whether a click is meant for the browser, as with a new tab. */
const isForBrowser = (event: MouseEvent): boolean =>
  event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;

/** The row. */
export const EventTableRow = memo(function EventTableRow(props: RowProps) {
  const { row, index, top, height, isSelected, isFocusable, isFresh, onSelect, onOpen } = props;
  const style = { height, transform: `translateY(${top}px)` };
  if (!row) {
    return (
      <div className="table-row" role="row" aria-rowindex={index + 2} style={style}>
        <span role="gridcell" className="skeleton-bar" />
      </div>
    );
  }
  const state = `${isSelected ? "selected" : ""} ${isFresh ? "fresh" : ""}`;
  return (
    <div
      className={`table-row ${stateClass(row.outcomeState)} ${state}`}
      role="row"
      tabIndex={isFocusable ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-selected={isSelected}
      style={style}
      onClick={(event) => {
        if (!isForBrowser(event)) {
          event.preventDefault();
          onSelect(row);
        }
      }}
      onDoubleClick={() => onOpen(row)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !isSelected) {
          event.preventDefault();
          event.stopPropagation();
          onSelect(row);
        }
      }}
    >
      {props.columns.map((column) => (
        <span key={column} role="gridcell" className={`cell ${column}`}>
          {CELLS[column](row, props)}
        </span>
      ))}
    </div>
  );
});

const CELLS: Readonly<Record<Column | "event", (row: FoundRow, props: RowProps) => ReactNode>> = {
  time: ({ timestamp }) => <TimeCell time={timestamp} />,
  event: (row, { hrefOf, columns }) => {
    const beside = foundBeside(row, columns);
    return (
      <>
        <StateIcon state={row.outcomeState} />
        <span className="clip">
          <a href={hrefOf(row)} tabIndex={-1}>
            <EventName name={row.eventName} />
          </a>
          <small className="clip">{beside ? <Found found={beside} /> : row.source}</small>
        </span>
      </>
    );
  },
  why: (row) => (
    <Text row={row} field="userIntent.goal" text={row.userIntent?.goal} none="no intent given" />
  ),
  outcome: (row) =>
    row.outcomeState === "PENDING" ? (
      <span className="two-lines">Outcome missing</span>
    ) : (
      <Text row={row} field="context.outcome" text={row.context?.outcome} none="–" />
    ),
  links: (row) => <LinksCell causes={row.causeCount ?? 0} effects={row.effectCount ?? 0} />,
  category: ({ context }) => <span className="clip">{context?.category ?? "–"}</span>,
  expected: (row) => (
    <Text
      row={row}
      field="userIntent.expectedOutcome"
      text={row.userIntent?.expectedOutcome}
      none="–"
    />
  ),
  user: ({ userId }) => <span className="clip mono">{userId ?? "–"}</span>,
};

function TimeCell({ time }: { time: number }) {
  return (
    <time dateTime={isoTime(time)}>
      {clock(time)}
      {!isSameDay(time, Date.now()) && <small>{day(time)}</small>}
    </time>
  );
}

interface TextProps {
  row: FoundRow;
  /** The field's name, as highlights call it. */
  field: string;
  text: string | null | undefined;
  none: string;
}

function Text({ row, field, text, none }: TextProps) {
  const found = row.highlights?.find((highlight) => highlight.field === field);
  return (
    <span className="two-lines">{found ? <Found found={found} /> : (text ?? <em>{none}</em>)}</span>
  );
}

function LinksCell({ causes, effects }: { causes: number; effects: number }) {
  return (
    <>
      <span className="hidden-text">
        {counted(causes, "cause")}, {counted(effects, "effect")}
      </span>
      <b aria-hidden="true">
        {causes > 0 && (
          <>
            <Icon name="arrow-left" />
            {causes}
          </>
        )}
      </b>
      <b aria-hidden="true">
        {effects > 0 && (
          <>
            {effects}
            <Icon name="arrow-right" />
          </>
        )}
      </b>
    </>
  );
}
