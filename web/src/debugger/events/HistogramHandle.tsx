// One end of what is chosen in the histogram, as a slider for keys. Dragging is the histogram's own.
import type { KeyboardEvent } from "react";
import { dayAndClock } from "../ui/time";
import type { Bucket } from "./buckets";
import type { Piece } from "./histogramWords";

interface HandleProps {
  side: "first" | "last";
  chosen: Piece;
  buckets: readonly Bucket[];
  onMove: (piece: Piece) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/** The end, which arrow keys move. */
export function HistogramHandle({ side, chosen, buckets, onMove }: HandleProps) {
  const index = chosen[side];
  const [least, most] =
    side === "first" ? [0, chosen.last] : [chosen.first, Math.max(0, buckets.length - 1)];
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      onMove({ ...chosen, [side]: Math.min(most, Math.max(least, index + step)) });
    }
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      className={`handle ${side}`}
      aria-label={side === "first" ? "From" : "To"}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={index}
      aria-valuetext={dayAndClock(
        buckets[side === "first" ? index : index + 1]?.start ?? Date.now(),
      )}
      onKeyDown={move}
    />
  );
}
