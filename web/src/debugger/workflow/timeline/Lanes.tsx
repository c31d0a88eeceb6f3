// The rows of the timeline beside their lanes. Only those in sight are drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { EventName } from "../../ui/EventName";
import { StateIcon } from "../../ui/StateIcon";
import { stateClass } from "../../ui/state";
import { counted, day, duration, fullTime, shortClock } from "../../ui/time";
import { linkWords, stateWords } from "../graph/words";
import type { CardEvent } from "../model/event";
import type { Links } from "../model/links";
import { longestWait } from "../model/longestWait";
import { isOn, type ViewProps } from "../screen";
import { useWidth } from "../useWidth";
import { barOf, instantsOf } from "./rows";
import { type Scale, scaleOf, ticksOf } from "./scale";

const ROW = 34;
const HEAD = 38;
/** Room for bars whose outcomes are missing. */
const TAIL = 44;

/** Names to the left, lanes to the right, and the axis above. */
export function Lanes(props: ViewProps) {
  const { events, state, data, selected, select } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lane = useRef<HTMLDivElement>(null);
  const width = useWidth(lane);
  const foldsIdle = isOn(state.idle);
  const isOpen = events.some(({ outcomeState }) => outcomeState === "PENDING");
  const tail = isOpen ? TAIL : 0;
  const scale = useMemo(
    () => scaleOf(instantsOf(events), { width, foldsIdle, tail }),
    [events, width, foldsIdle, tail],
  );
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  });
  const index = useMemo(() => new Map(events.map((event, row) => [event.id, row])), [events]);
  const selectedRow = selected === undefined ? undefined : index.get(selected);
  useEffect(() => {
    if (selectedRow !== undefined) {
      rows.scrollToIndex(selectedRow);
    }
  }, [rows, selectedRow]);
  const items = rows.getVirtualItems();
  return (
    <div className="timeline-scroll" ref={scroller}>
      <div className="timeline-content" style={{ height: rows.getTotalSize() }}>
        <div className="timeline-head">
          <div>{counted(events.length, "event")}, oldest first</div>
          <div ref={lane} className="timeline-axis" style={{ minWidth: scale.width }}>
            {ticksOf(scale).map(({ time, x }) => (
              <span key={x} style={{ left: x }}>
                {day(time)}
                <b>{shortClock(time)}</b>
              </span>
            ))}
          </div>
        </div>
        <ol className="timeline-rows">
          {items.map(({ index: row, start }) => {
            const event = events[row];
            return (
              event && (
                <LaneRow
                  key={event.id}
                  event={event}
                  row={row}
                  top={start}
                  width={scale.width}
                  isSelected={row === selectedRow}
                  links={data.links}
                  select={select}
                />
              )
            );
          })}
        </ol>
        <div className="timeline-drawing" style={{ width: scale.width }}>
          <Strips scale={scale} />
          <Drawing {...props} scale={scale} index={index} rows={items.map((item) => item.index)} />
        </div>
      </div>
    </div>
  );
}

interface LaneRowProps extends Pick<ViewProps, "select"> {
  event: CardEvent;
  row: number;
  top: number;
  width: number;
  isSelected: boolean;
  links: Links;
}

function LaneRow({ event, row, top, width, isSelected, links, select }: LaneRowProps) {
  const look = `${row % 2 === 1 ? "is-odd" : ""} ${isSelected ? "is-selected" : ""}`;
  return (
    <li
      className={`timeline-row ${look}`}
      style={{ transform: `translateY(${top}px)`, minWidth: width }}
    >
      <button type="button" aria-pressed={isSelected} onClick={() => select(event.id)}>
        <time>{shortClock(event.timestamp)}</time>
        <StateIcon state={event.outcomeState} decorative />
        <span className="clip">
          <EventName name={event.eventName} />
          <span className="hidden-text">, {stateWords(event)}</span>
          <small>{event.userIntent?.goal}</small>
          <span className="hidden-text">{linkWords(event, links)}</span>
        </span>
      </button>
      <span className="timeline-lane" />
    </li>
  );
}

function Strips({ scale }: { scale: Scale }) {
  return scale.stretches
    .filter(({ isIdle }) => isIdle)
    .map(({ start, end, left, width }) => (
      <div key={start} className="idle-strip" style={{ left, width }}>
        <span>{duration(end - start)}</span>
      </div>
    ));
}

interface DrawingProps extends ViewProps {
  scale: Scale;
  index: ReadonlyMap<string, number>;
  rows: readonly number[];
}

const middle = (row: number): number => HEAD + row * ROW + ROW / 2;

/** Links, bars and dots of the rows in sight. */
function Drawing(props: DrawingProps) {
  const { events, scale, index, rows, data, selected, state } = props;
  const chain = useMemo(() => {
    const event = selected === undefined ? undefined : data.known.get(selected);
    return new Set(event && state.wait === true ? pairsOf(longestWait(event, data.links)) : []);
  }, [data, selected, state.wait]);
  const links = useMemo(() => linksOf(events, data.links.causes, index), [events, data, index]);
  const first = rows[0] ?? 0;
  const last = rows[rows.length - 1] ?? -1;
  const seen = links.filter(
    ([from, to]) => (from >= first && from <= last) || (to >= first && to <= last),
  );
  const isHot = ([from, to]: readonly [number, number]): boolean => {
    const [cause, effect] = [events[from]?.id, events[to]?.id];
    return cause === selected || effect === selected || chain.has(`${cause} ${effect}`);
  };
  const x = (row: number): number => scale.x(events[row]?.timestamp ?? 0);
  return (
    <>
      <svg className="timeline-links" aria-hidden="true">
        {[...seen]
          .sort((a, b) => Number(isHot(a)) - Number(isHot(b)))
          .map((link) => (
            <path
              key={link.join()}
              className={isHot(link) ? "is-hot" : ""}
              d={curve(x(link[0]), middle(link[0]), x(link[1]), middle(link[1]))}
            />
          ))}
        {rows.map((row) => {
          const event = events[row];
          return event && <OutcomeBar key={event.id} event={event} scale={scale} y={middle(row)} />;
        })}
      </svg>
      {rows.map((row) => {
        const event = events[row];
        return (
          event && (
            <span
              key={event.id}
              className="timeline-dot"
              style={{ left: x(row), top: middle(row) }}
              title={fullTime(event.timestamp)}
            >
              <StateIcon state={event.outcomeState} decorative />
            </span>
          )
        );
      })}
    </>
  );
}

function OutcomeBar({ event, scale, y }: { event: CardEvent; scale: Scale; y: number }) {
  const bar = barOf(event);
  if (bar === undefined) {
    return null;
  }
  const start = scale.x(bar.start);
  const end = bar.end === null ? scale.width - 3 : Math.max(scale.x(bar.end), start + 8);
  return (
    <rect
      className={`outcome-bar ${stateClass(event.outcomeState)} ${bar.end === null ? "is-open" : ""}`}
      x={start - 4}
      y={y - 5}
      width={Math.max(0, end - start + 4)}
      height={10}
      rx={5}
    />
  );
}

/** From the cause down, then to the effect. */
function curve(x1: number, y1: number, x2: number, y2: number): string {
  const down = y1 + (y2 - y1) * 0.7;
  return `M${x1} ${y1}C${x1} ${down} ${x1 + (x2 - x1) * 0.3} ${y2} ${x2} ${y2}`;
}

function linksOf(
  events: readonly CardEvent[],
  causes: ReadonlyMap<string, readonly CardEvent[]>,
  index: ReadonlyMap<string, number>,
): readonly (readonly [number, number])[] {
  return events.flatMap(({ id }, row) =>
    (causes.get(id) ?? []).flatMap((cause) => {
      const from = index.get(cause.id);
      return from === undefined || from === row ? [] : [[from, row] as const];
    }),
  );
}

function pairsOf(chain: readonly string[]): string[] {
  return chain.slice(1).map((id, i) => `${chain[i]} ${id}`);
}
