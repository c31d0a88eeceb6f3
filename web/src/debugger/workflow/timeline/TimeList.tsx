// The timeline on phones: a list with days, idle time, and what came of each event.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { EventName } from "../../ui/EventName";
import { StateIcon } from "../../ui/StateIcon";
import { stateClass } from "../../ui/state";
import { day, duration, isSameDay, shortClock } from "../../ui/time";
import { outcomeWords } from "../graph/words";
import type { CardEvent } from "../model/event";
import type { ViewProps } from "../screen";
import { idlePauses } from "./scale";
import "./time-list.css";

type Entry =
  | { readonly kind: "day"; readonly time: number }
  | { readonly kind: "idle"; readonly length: number; readonly time: number }
  | { readonly kind: "event"; readonly event: CardEvent };

const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short" });

/** The list. */
export function TimeList({ events, selected, select }: ViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => entriesOf(events), [events]);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    overscan: 10,
  });
  return (
    <div className="time-list" ref={scroller}>
      <ol style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const entry = entries[index];
          return (
            entry && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className={`time-entry is-${entry.kind}`}
                style={{ transform: `translateY(${start}px)` }}
              >
                <EntryContent entry={entry} selected={selected} select={select} />
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}

interface EntryProps extends Pick<ViewProps, "selected" | "select"> {
  entry: Entry;
}

function EntryContent({ entry, selected, select }: EntryProps) {
  if (entry.kind === "day") {
    return (
      <h2>
        {WEEKDAY.format(entry.time)} {day(entry.time)}
      </h2>
    );
  }
  if (entry.kind === "idle") {
    return <span className="idle-words">{duration(entry.length)} idle</span>;
  }
  const { event } = entry;
  const outcome = outcomeWords(event);
  return (
    <button
      type="button"
      aria-pressed={event.id === selected}
      className={stateClass(event.outcomeState)}
      onClick={() => select(event.id)}
    >
      <time>{shortClock(event.timestamp)}</time>
      <StateIcon state={event.outcomeState} />
      <span>
        <EventName name={event.eventName} />
        <small>{event.userIntent?.goal}</small>
        {outcome !== undefined && <em>→ {outcome}</em>}
      </span>
    </button>
  );
}

function entriesOf(events: readonly CardEvent[]): readonly Entry[] {
  const pauses = new Map(idlePauses(events.map(({ timestamp }) => timestamp)));
  let last: number | undefined;
  return events.flatMap((event) => {
    const time = event.timestamp;
    const entries: Entry[] = [{ kind: "event", event }];
    if (last === undefined || !isSameDay(last, time)) {
      entries.unshift({ kind: "day", time });
    }
    if (last !== undefined && last !== time && pauses.get(last) === time) {
      entries.unshift({ kind: "idle", length: time - last, time: last });
    }
    last = time;
    return entries;
  });
}
