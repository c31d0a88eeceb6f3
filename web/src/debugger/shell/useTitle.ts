// The name of what is shown, in the tab of the browser: `useTitle("Events")`.
import { useEffect } from "react";

/** Names the page while the component is there; nothing is the product's name alone. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    document.title = name ? `${name} · Event Mesh` : "Event Mesh";
    return () => {
      document.title = "Event Mesh";
    };
  }, [name]);
}
