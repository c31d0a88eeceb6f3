// The shapes of states as paths on 16 × 16, for the page (`StateIcon.tsx`) and for exported drawings.
import type { OutcomeState } from "../api/generated/graphql";

/** A part of a shape. */
export interface ShapePart {
  readonly d: string;
  /** `fill` and `stroke` have the state's colour; `cut` strokes with that of the ground. */
  readonly kind: "fill" | "stroke" | "cut";
  readonly width?: number;
  readonly dash?: string;
}

const circle = (r: number): string =>
  `M${8 - r} 8a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const RING: ShapePart = { d: circle(6.2), kind: "stroke", width: 1.6 };

/** The parts of each state's shape. */
export const STATE_SHAPES: Readonly<Record<OutcomeState, readonly ShapePart[]>> = {
  MET: [
    { d: circle(7), kind: "fill" },
    { d: "M4.8 8.2l2.2 2.2 4.2-4.6", kind: "cut", width: 1.8 },
  ],
  NOT_MET: [
    { d: "M8 .9l7.1 7.1L8 15.1.9 8z", kind: "fill" },
    { d: "M5.9 5.9l4.2 4.2m0-4.2l-4.2 4.2", kind: "cut", width: 1.7 },
  ],
  PARTLY: [RING, { d: "M8 1.8a6.2 6.2 0 0 1 0 12.4z", kind: "fill" }],
  PENDING: [
    { ...RING, dash: "2.6 2.2" },
    { d: "M8 4.8V8l2 1.6", kind: "stroke", width: 1.6 },
  ],
  TOLD: [RING, { d: circle(2.6), kind: "fill" }],
  NONE: [RING],
};
