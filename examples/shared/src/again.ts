import { useEffect } from "react";

/** Asks anew whenever something happened. `ask` has to be the same until it asks for something else. */
export function useAgain(version: number, ask: () => unknown) {
  useEffect(() => {
    if (version > 0) {
      ask();
    }
  }, [version, ask]);
}
