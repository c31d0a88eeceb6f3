// How many events happened when, of which not met and missing ones stand on the ground. Dragging over it chooses
// a time; so do the arrow keys on the ends of what is chosen.
import { type PointerEvent, useId, useState } from "react";
import type { EventsState } from "../address/events";
import { at, resolve } from "../address/time";
import type { Bucket } from "./buckets";
import { HistogramHandle } from "./HistogramHandle";
import { axisOf, edgesOf, histogramWords, type Piece } from "./histogramWords";
import { type Trouble, Uncounted } from "./Uncounted";
import type { HistogramData } from "./useStats";

interface HistogramProps {
  data: HistogramData | undefined;
  /** Why there is none. */
  trouble: Trouble | undefined;
  state: EventsState;
  onChange: (changes: Partial<EventsState>) => void;
}

/** The histogram, with nothing but its axis while it is loading. */
export function Histogram({ data, trouble, state, onChange }: HistogramProps) {
  const titleId = useId();
  const buckets = data?.buckets ?? [];
  const choose = ({ first, last }: Piece) => {
    const edges = edgesOf(buckets, data?.range.end ?? 0);
    const isOpen = last >= buckets.length - 1 && data?.range.bounds.end === undefined;
    onChange({
      from: first <= 0 ? null : at(edges[first] ?? 0),
      to: isOpen ? null : at(edges[last + 1] ?? 0),
    });
  };
  const { drag, handlers } = useDrag(buckets.length, choose);
  const chosen = drag ?? chosenPiece(state, buckets);
  return (
    <section className="histogram" aria-labelledby={titleId}>
      <h2 id={titleId} className="hidden-text">
        {data ? histogramWords(data) : "Events over time"}
      </h2>
      <div className="bars" {...handlers}>
        {trouble && <Uncounted {...trouble} />}
        <Bars buckets={buckets} chosen={chosen} />
        {chosen && (
          <div className="brush" style={brushStyle(chosen, buckets.length)}>
            <HistogramHandle side="first" chosen={chosen} buckets={buckets} onMove={choose} />
            <HistogramHandle side="last" chosen={chosen} buckets={buckets} onMove={choose} />
          </div>
        )}
      </div>
      <div className="axis" aria-hidden="true">
        {data && axisOf(data).map((label) => <span key={label}>{label}</span>)}
      </div>
    </section>
  );
}

/** Dragging from one of so many buckets to another one. */
function useDrag(length: number, onEnd: (piece: Piece) => void) {
  const [drag, setDrag] = useState<Piece>();
  const indexAt = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * length);
    return Math.min(length - 1, Math.max(0, index));
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button === 0 && length > 0) {
        const index = indexAt(event);
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ first: index, last: index, origin: index });
      }
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      if (drag?.origin !== undefined) {
        const index = indexAt(event);
        const { origin } = drag;
        setDrag({ first: Math.min(origin, index), last: Math.max(origin, index), origin });
      }
    },
    onPointerUp: () => {
      if (drag) {
        onEnd(drag);
        setDrag(undefined);
      }
    },
    onPointerCancel: () => setDrag(undefined),
  };
  return { drag, handlers };
}

const brushStyle = ({ first, last }: Piece, length: number) => ({
  left: `${(first / length) * 100}%`,
  right: `${(1 - (last + 1) / length) * 100}%`,
});

function chosenPiece(state: EventsState, buckets: readonly Bucket[]): Piece | undefined {
  if ((state.from === null && state.to === null) || buckets.length === 0) {
    return undefined;
  }
  const now = Date.now();
  const from = state.from === null ? Number.NEGATIVE_INFINITY : resolve(state.from, now);
  const to = state.to === null ? Number.POSITIVE_INFINITY : resolve(state.to, now);
  const first = Math.max(
    0,
    buckets.findLastIndex(({ start }) => start <= from),
  );
  const last = buckets.findLastIndex(({ start }) => start < to);
  return last < first ? undefined : { first, last };
}

function Bars({ buckets, chosen }: { buckets: readonly Bucket[]; chosen: Piece | undefined }) {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return buckets.map(({ start, count, missing, notMet }, index) => {
    const isIn = !chosen || (index >= chosen.first && index <= chosen.last);
    const share = (part: number) => `${count === 0 ? 0 : (part / count) * 100}%`;
    const height = `${count === 0 ? 0 : Math.max(3, (count / most) * 100)}%`;
    return (
      <span key={start} className={isIn ? "column" : "column out"} style={{ height }}>
        <i className="missing" style={{ height: share(missing) }} />
        <i className="not-met" style={{ height: share(notMet) }} />
      </span>
    );
  });
}
