// The state of the address, whose parts stay the same objects while they say the same: what is made of them is
// not made anew each time the camera comes to rest.
import { useRef } from "react";
import type { WorkflowState } from "./address";

/** The state, with lists that change only when their content does. */
export function useSettled(state: WorkflowState): WorkflowState {
  const open = useSame(state.open);
  const fold = useSame(state.fold);
  const path = useSame(state.path);
  return { ...state, open, fold, path };
}

function useSame<Value>(value: Value): Value {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) {
    kept.current = value;
  }
  return kept.current;
}
