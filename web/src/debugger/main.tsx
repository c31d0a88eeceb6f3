import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/overlays.css";
import "./shell/shell.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { listenToKeys } from "./shell/keys";
import { applyTheme } from "./shell/theme";

const root = document.getElementById("root");
if (!root) {
  throw new Error("The page has no #root element.");
}

// A relative address would lead elsewhere once the page's own address has changed.
for (const icon of document.querySelectorAll<HTMLLinkElement>("link[rel=icon]")) {
  icon.setAttribute("href", icon.href);
}

applyTheme();
listenToKeys();
createRoot(root).render(<App />);
