// What is known of an outcome, drawn: `<StateIcon state="MET" />` and `<StateChip state="MET" />`. Each state
// has a shape of its own, so that colour is never alone.
import type { OutcomeState } from "../api/generated/graphql";
import { STATES, stateClass } from "./state";
import { type ShapePart, STATE_SHAPES } from "./stateShapes";

function Part({ d, kind, width, dash }: ShapePart) {
  return kind === "fill" ? (
    <path d={d} fill="currentColor" />
  ) : (
    <path
      className={kind === "cut" ? "on-shape" : undefined}
      d={d}
      fill="none"
      stroke={kind === "cut" ? undefined : "currentColor"}
      strokeWidth={width}
      strokeDasharray={dash}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}

const shapeOf = (state: OutcomeState) =>
  STATE_SHAPES[state].map((part) => <Part key={part.d} {...part} />);

interface StateIconProps {
  state: OutcomeState;
  /** Where words beside it say the state already. */
  decorative?: boolean;
}

/** The state's shape, named by its words. */
export function StateIcon({ state, decorative = false }: StateIconProps) {
  const className = `state-icon ${stateClass(state)}`;
  return decorative ? (
    <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
      {shapeOf(state)}
    </svg>
  ) : (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={STATES[state].label}>
      {shapeOf(state)}
    </svg>
  );
}

/** The state's shape and words on its soft colour. */
export function StateChip({ state }: { state: OutcomeState }) {
  return (
    <span className={`state-chip ${stateClass(state)}`}>
      <StateIcon state={state} decorative />
      {STATES[state].label}
    </span>
  );
}
