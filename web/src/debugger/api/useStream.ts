// `useStream(document, variables, handlers)` follows what is stored while the component is there, and from
// anew when the variables change. Handlers may change with every render.
import { useEffect, useRef } from "react";
import type { TypedDocumentString } from "./generated/graphql";
import { follow, type Message, type Resumable } from "./live";

interface Handlers<M> {
  onMessage: (message: M) => void;
  /** From here on everything is told; `isGap` says that something before may have been missed. */
  onCaughtUp?: (isGap: boolean) => void;
}

/** Follows an event stream; not at all while `variables` is null. */
export function useStream<M extends Message, V extends Resumable>(
  document: TypedDocumentString<{ eventStream: M }, V>,
  variables: Omit<V, "after"> | null,
  handlers: Handlers<M>,
): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  const key = JSON.stringify(variables);
  useEffect(() => {
    const parsed = JSON.parse(key) as Omit<V, "after"> | null;
    if (parsed === null) {
      return;
    }
    return follow<M, V>({
      document,
      variables: parsed,
      onMessage: (message) => current.current.onMessage(message),
      onCaughtUp: (isGap) => current.current.onCaughtUp?.(isGap),
    });
  }, [document, key]);
}
