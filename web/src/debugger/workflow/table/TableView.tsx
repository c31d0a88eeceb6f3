// The workflow as a table: the same events, sorted by any column. Rows out of sight aren't drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { EventName } from "../../ui/EventName";
import { Icon } from "../../ui/Icon";
import { StateIcon } from "../../ui/StateIcon";
import { stateClass } from "../../ui/state";
import { clock, day } from "../../ui/time";
import type { SortKey } from "../address";
import { outcomeWords } from "../graph/words";
import type { CardEvent } from "../model/event";
import { missingParts } from "../partial";
import type { ViewProps } from "../screen";
import { DocumentedToggle } from "../toggles";
import { useRowKeys } from "../useRowKeys";
import { useIsNarrow } from "../useWidth";
import { sorted } from "./sorted";
import "./table.css";

const ROW = 48;
const NARROW_ROW = 84;

const COLUMNS: readonly { readonly key: SortKey | undefined; readonly label: string }[] = [
  { key: "time", label: "Time" },
  { key: "state", label: "State" },
  { key: "name", label: "Event" },
  { key: undefined, label: "Why" },
  { key: undefined, label: "What came of it" },
  { key: "causes", label: "Causes" },
  { key: "effects", label: "Effects" },
];

/** The table. */
export default function TableView(props: ViewProps) {
  const { state, update, data, selected, select } = props;
  const events = useMemo(
    () => sorted(props.events, state.sort, state.order === "down"),
    [props.events, state.sort, state.order],
  );
  useRowKeys({ ...props, events });
  const isNarrow = useIsNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? NARROW_ROW : ROW),
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as the page is wide
  useEffect(() => rows.measure(), [rows, isNarrow]);
  const selectedRow = events.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (selectedRow !== -1) {
      rows.scrollToIndex(selectedRow);
    }
  }, [rows, selectedRow]);
  return (
    <div className="workflow-table">
      <Bar state={state} update={update} data={data} />
      <div
        className="sheet-scroll"
        ref={scroller}
        role="table"
        aria-label="Events of the workflow"
        aria-rowcount={events.length + 1}
      >
        <Head state={state} update={update} />
        <div className="sheet-body" role="rowgroup" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const event = events[index];
            return (
              event && (
                <Row
                  key={event.id}
                  event={event}
                  row={index}
                  top={start}
                  isSelected={index === selectedRow}
                  select={select}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Bar({ state, update, data }: Pick<ViewProps, "state" | "update" | "data">) {
  return (
    <div className="view-bar">
      <DocumentedToggle state={state} update={update} />
      {missingParts(data, state).map(({ text, action }) => (
        <span className="label" key={text}>
          {text}{" "}
          {action && (
            <button
              type="button"
              className="text-link link-button"
              onClick={() => update(action.change)}
            >
              {action.label}
            </button>
          )}
        </span>
      ))}
    </div>
  );
}

function Head({ state, update }: Pick<ViewProps, "state" | "update">) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus
    <div className="sheet-row sheet-head" role="row" aria-rowindex={1}>
      {COLUMNS.map(({ key, label }) => {
        const isSorted = key !== undefined && key === state.sort;
        const order = isSorted ? (state.order === "up" ? "ascending" : "descending") : "none";
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
          <span key={label} role="columnheader" aria-sort={order}>
            {key === undefined ? (
              label
            ) : (
              <button
                type="button"
                onClick={() =>
                  update({ sort: key, order: isSorted && state.order === "up" ? "down" : "up" })
                }
              >
                {label}
                {isSorted && <Icon name={state.order === "up" ? "arrow-up" : "chevron-down"} />}
              </button>
            )}
          </span>
        );
      })}
    </div>
  );
}

interface RowProps {
  event: CardEvent;
  row: number;
  top: number;
  isSelected: boolean;
  select: ViewProps["select"];
}

function Row({ event, row, top, isSelected, select }: RowProps) {
  const cell = (className: string, content: React.ReactNode) => (
    <span role="cell" className={className}>
      {content}
    </span>
  );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: its button hears keys
    <div
      role="row"
      aria-rowindex={row + 2}
      className={`sheet-row ${isSelected ? "is-selected" : ""} ${stateClass(event.outcomeState)}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(event.id)}
    >
      {cell(
        "sheet-time",
        <time>
          {clock(event.timestamp)} <small>{day(event.timestamp)}</small>
        </time>,
      )}
      {cell("sheet-state", <StateIcon state={event.outcomeState} />)}
      {cell(
        "sheet-name",
        <button type="button" className="clip" aria-pressed={isSelected}>
          <EventName name={event.eventName} />
          <small>{event.source}</small>
        </button>,
      )}
      {cell("sheet-why two-lines", event.userIntent?.goal)}
      {cell("sheet-outcome two-lines", outcomeWords(event))}
      {cell("sheet-causes", event.causeCount ? `← ${event.causeCount}` : "")}
      {cell("sheet-effects", event.effectCount ? `${event.effectCount} →` : "")}
    </div>
  );
}
