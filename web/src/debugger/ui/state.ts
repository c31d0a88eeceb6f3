// What is known of an outcome (`OutcomeState`): its words, its class of colours (`is-met`, …), and the word for
// it in addresses. `StateIcon.tsx` draws it.
import type { OutcomeState } from "../api/generated/graphql";

interface StateWords {
  /** The part of the class name: `is-…`. */
  readonly kind: "met" | "not" | "partly" | "told" | "pending" | "none";
  /** As a chip says it. */
  readonly label: string;
}

/** Every state, what asks for attention first. */
export const STATES: Readonly<Record<OutcomeState, StateWords>> = {
  NOT_MET: { kind: "not", label: "Not met" },
  PENDING: { kind: "pending", label: "Outcome missing" },
  PARTLY: { kind: "partly", label: "Partly met" },
  TOLD: { kind: "told", label: "Outcome told" },
  MET: { kind: "met", label: "Met" },
  NONE: { kind: "none", label: "Nothing expected" },
};

/** The states in the order of `STATES`. */
export const STATE_ORDER = Object.keys(STATES) as OutcomeState[];

/** The class of the state's colours: `--state` and `--state-soft`. */
export const stateClass = (state: OutcomeState): string => `is-${STATES[state].kind}`;

/** The state that an address calls so. */
export const stateOfKind = (kind: string): OutcomeState | undefined =>
  STATE_ORDER.find((state) => STATES[state].kind === kind);
