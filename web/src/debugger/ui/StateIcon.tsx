// What is known of an outcome, drawn: `<StateIcon state="MET" />` and `<StateChip state="MET" />`. Each state
// has a shape of its own, so that colour is never alone.
import type { ReactElement } from "react";
import type { OutcomeState } from "../api/generated/graphql";
import { STATES, stateClass } from "./state";

const ring = <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />;

const SHAPES: Readonly<Record<OutcomeState, ReactElement>> = {
  MET: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path
        className="on-shape"
        d="M4.8 8.2l2.2 2.2 4.2-4.6"
        fill="none"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  NOT_MET: (
    <>
      <path d="M8 .9l7.1 7.1L8 15.1.9 8z" fill="currentColor" />
      <path
        className="on-shape"
        d="M5.9 5.9l4.2 4.2m0-4.2l-4.2 4.2"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </>
  ),
  PARTLY: (
    <>
      {ring}
      <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
    </>
  ),
  PENDING: (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeDasharray="2.6 2.2"
      />
      <path
        d="M8 4.8V8l2 1.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </>
  ),
  TOLD: (
    <>
      {ring}
      <circle cx="8" cy="8" r="2.6" fill="currentColor" />
    </>
  ),
  NONE: ring,
};

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
      {SHAPES[state]}
    </svg>
  ) : (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={STATES[state].label}>
      {SHAPES[state]}
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
