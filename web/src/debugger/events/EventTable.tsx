// The table of events: only the rows in sight are drawn. One row has the focus, which follows the selection.
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { Column, EventsState } from "../address/events";
import { EventTableRow } from "./EventTableRow";
import { keyOf } from "./rows";
import type { FoundRow } from "./useEventList";
import { useRowHeight } from "./useRowHeight";

interface EventTableProps {
  rows: readonly FoundRow[];
  /** How many rows stand before the first one, which the page doesn't keep. */
  offset: number;
  hasMore: boolean;
  state: EventsState;
  selected: string | undefined;
  /** Events that came live since the reader last looked. */
  fresh: ReadonlySet<string>;
  isDimmed: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  hrefOf: (row: FoundRow) => string;
  onSelect: (row: FoundRow) => void;
  onOpen: (row: FoundRow) => void;
  onNearEnd: () => void;
  onNearStart: () => void;
  /** Is told which rows are drawn. */
  inSight: RefObject<readonly FoundRow[]>;
}

const HEADS: Readonly<Record<Column | "event", readonly [label: string, width: string]>> = {
  time: ["Time", "4.125rem"],
  event: ["Event", "minmax(7rem, 1.05fr)"],
  why: ["Why", "minmax(0, 1fr)"],
  outcome: ["What came of it", "minmax(0, 1.15fr)"],
  links: ["Links", "4.4rem"],
  category: ["Category", "minmax(0, 0.6fr)"],
  expected: ["Expected", "minmax(0, 1fr)"],
  user: ["User", "minmax(0, 0.6fr)"],
};

/** The columns that are shown, in their order: the event comes behind the time. */
const shownColumns = (cols: readonly Column[]): (Column | "event")[] =>
  cols.includes("time")
    ? ["time", "event", ...cols.filter((column) => column !== "time")]
    : ["event", ...cols];

const ORDER_WORDS = {
  newest: "newest first",
  oldest: "oldest first",
  best: "what fits best first",
};

/** The table. */
export function EventTable(props: EventTableProps) {
  const { rows, offset, hasMore, state, selected, scroller } = props;
  const columns = useMemo(() => shownColumns(state.cols), [state.cols]);
  const height = useRowHeight(state.rows === "dense");
  const total = offset + rows.length;
  const virtual = useRows(scroller, total, height);
  const items = virtual.getVirtualItems();
  useEdges(props, items[0]?.index, items.at(-1)?.index);
  const found = rows.findIndex((row) => keyOf(row) === selected);
  const selectedIndex = found < 0 ? undefined : offset + found;
  useFollowedSelection(virtual, selected, selectedIndex);
  const focusable = selectedIndex ?? items[0]?.index ?? 0;
  const widths = { "--columns": columns.map((column) => HEADS[column][1]).join(" ") };
  return (
    <div
      className={`table ${state.rows} ${props.isDimmed ? "is-dimmed" : ""}`}
      role="grid"
      aria-label={`Events, ${ORDER_WORDS[state.order]}`}
      aria-rowcount={hasMore ? -1 : total + 1}
      aria-busy={props.isDimmed}
      style={widths as React.CSSProperties}
    >
      <Head columns={columns} />
      <div className="table-body" ref={scroller} role="presentation">
        <div role="rowgroup" className="table-rows" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <EventTableRow
              key={rows[index - offset] ? keyOf(rows[index - offset] as FoundRow) : index}
              row={rows[index - offset]}
              index={index}
              top={start}
              height={height}
              columns={columns}
              isSelected={index === selectedIndex}
              isFocusable={index === focusable}
              isFresh={isFresh(props, rows[index - offset])}
              hrefOf={props.hrefOf}
              onSelect={props.onSelect}
              onOpen={props.onOpen}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

const Head = ({ columns }: { columns: readonly (Column | "event")[] }) => (
  <div role="rowgroup">
    <div className="table-head" role="row" aria-rowindex={1}>
      {columns.map((column) => (
        <span key={column} role="columnheader" className="clip">
          {HEADS[column][0]}
        </span>
      ))}
    </div>
  </div>
);

const isFresh = ({ fresh }: EventTableProps, row: FoundRow | undefined): boolean =>
  row !== undefined && fresh.has(keyOf(row));

const NEAR = 30;

type Rows = Virtualizer<HTMLDivElement, Element>;

/** Which rows are drawn, and where. */
function useRows(scroller: RefObject<HTMLDivElement | null>, total: number, height: number): Rows {
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [virtual, height]);
  return virtual;
}

/** Keeps what is newly selected in sight, and the focus on it where the focus was on a row. */
function useFollowedSelection(
  virtual: Rows,
  selected: string | undefined,
  index: number | undefined,
): void {
  const followed = useRef<string>(undefined);
  const isNew = useRef(true);
  useEffect(() => {
    const isOpening = isNew.current;
    isNew.current = false;
    if (index === undefined || followed.current === selected) {
      followed.current = selected;
      return;
    }
    followed.current = selected;
    virtual.scrollToIndex(index, { align: "auto" });
    const active = document.activeElement;
    if (!isOpening && (active === document.body || active?.classList.contains("table-row"))) {
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(".table-row[aria-selected=true]")
          ?.focus({ preventScroll: true }),
      );
    }
  }, [virtual, selected, index]);
}

/** Asks for further rows before they are needed. */
function useEdges(props: EventTableProps, first: number | undefined, last: number | undefined) {
  const { rows, offset, hasMore, onNearEnd, onNearStart, inSight } = props;
  useEffect(() => {
    inSight.current = rows.slice((first ?? 0) - offset, (last ?? -1) - offset + 1);
  }, [inSight, rows, offset, first, last]);
  const isNearEnd = last !== undefined && hasMore && last >= offset + rows.length - NEAR;
  const isNearStart = first !== undefined && offset > 0 && first <= offset + NEAR;
  const latest = useRef({ onNearEnd, onNearStart });
  useEffect(() => {
    latest.current = { onNearEnd, onNearStart };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came may leave the edge near
  useEffect(() => {
    if (isNearEnd) {
      latest.current.onNearEnd();
    }
    if (isNearStart) {
      latest.current.onNearStart();
    }
  }, [isNearEnd, isNearStart, rows.length, offset]);
}
