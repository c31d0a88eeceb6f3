/** Puts an example on its page. */

import "./styles/index.css";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

export function mount(app: ReactNode) {
  const root = document.getElementById("root");
  if (!root) {
    throw new Error("the page has no place for the example");
  }
  createRoot(root).render(<StrictMode>{app}</StrictMode>);
}
