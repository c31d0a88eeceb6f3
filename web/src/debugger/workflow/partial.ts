// Why a workflow isn't whole, in words, and what shows more of it.
import type { TruncationReason } from "../api/generated/graphql";
import { count } from "../ui/time";
import type { WorkflowState } from "./address";
import type { WorkflowData } from "./useWorkflow";

/** Something that is missing. */
export interface Missing {
  readonly text: string;
  /** What shows more. */
  readonly action?: { readonly label: string; readonly change: Partial<WorkflowState> };
}

const DEEPEST = 50;

/** Says what the server left out, but for what a view says itself. */
export function missingParts(
  { truncatedBy, known }: WorkflowData,
  { depth }: WorkflowState,
  said: readonly TruncationReason[] = [],
): readonly Missing[] {
  return truncatedBy
    .filter((reason) => !said.includes(reason))
    .map((reason) => missingPart(reason, known.size, depth));
}

function missingPart(reason: TruncationReason, shown: number, depth: number): Missing {
  const deeper = Math.min(DEEPEST, depth * 2);
  const text = {
    DEPTH: `Further events lie beyond depth ${depth}`,
    NODE_LIMIT: `Shows the ${count(shown)} nearest events; there are more`,
    FAN_OUT: "Of some events only the 50 nearest causes or effects are shown",
  }[reason];
  return reason === "DEPTH" && depth < DEEPEST
    ? { text, action: { label: `Show depth ${deeper}`, change: { depth: deeper } } }
    : { text };
}
