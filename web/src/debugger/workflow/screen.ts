// What the views of the Workflow screen are given.
import type { WorkflowState } from "./address";
import type { CardEvent } from "./model/event";
import type { WorkflowData } from "./useWorkflow";

/** A change of the address; `replace` makes it no step of its own. */
export type Update = (changes: Partial<WorkflowState>, change?: { replace?: boolean }) => void;

/** The workflow that is shown, and what can be done with it. */
export interface ViewProps {
  /** The event that the address names. */
  readonly id: string;
  readonly state: WorkflowState;
  readonly update: Update;
  readonly data: WorkflowData;
  /** The events that are shown, oldest first. */
  readonly events: readonly CardEvent[];
  readonly selected: string | undefined;
  /** Selects an event, or nothing. */
  readonly select: (id: string | undefined, change?: { replace?: boolean }) => void;
  /** Adds events that the reader picked. */
  readonly join: (events: readonly CardEvent[]) => void;
}

/** Whether something is on that is on by default. */
export const isOn = (flag: boolean | null): boolean => flag !== false;

/** The flag for an address: nothing said for what is on by default. */
export const flagOf = (isOn: boolean): boolean | null => (isOn ? null : false);
