// Switches that several views have.
import { Button } from "../ui/Button";
import type { WorkflowState } from "./address";
import type { Update } from "./screen";

interface ToggleProps {
  state: WorkflowState;
  update: Update;
  look?: "plain" | "quiet";
}

interface WaitToggleProps extends ToggleProps {
  /** Whether it is on where the address doesn't say. */
  initial: boolean;
}

/** Points the longest wait out. */
export function WaitToggle({ state, update, initial, look = "plain" }: WaitToggleProps) {
  const isPressed = state.wait ?? initial;
  return (
    <Button
      look={look}
      icon="route"
      aria-pressed={isPressed}
      onClick={() => update({ wait: isPressed === initial ? !initial : null })}
    >
      Longest wait
    </Button>
  );
}

/** Leaves out what isn't to be documented. */
export function DocumentedToggle({ state, update, look = "plain" }: ToggleProps) {
  return (
    <Button
      look={look}
      icon="document"
      aria-pressed={state.fold.includes("doc")}
      onClick={() => update({ fold: toggledFold(state) })}
    >
      Documented only
    </Button>
  );
}

/** The folding with what isn't to be documented folded, or unfolded. */
export const toggledFold = ({ fold }: WorkflowState): WorkflowState["fold"] =>
  fold.includes("doc") ? fold.filter((kind) => kind !== "doc") : ["doc", ...fold];
