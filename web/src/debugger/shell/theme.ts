// Light or dark: the system's, unless the reader has chosen. `themeChoice` is the choice, `applyTheme()` keeps
// the page in step with it and with the system.
import { readStored, writeStored } from "../ui/storage";
import { createStore } from "../ui/store";

const CHOICES = ["system", "light", "dark"] as const;

/** What the reader has chosen. */
export type ThemeChoice = (typeof CHOICES)[number];

const isChoice = (value: unknown): value is ThemeChoice =>
  CHOICES.some((choice) => choice === value);

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** The reader's choice. */
export const themeChoice = createStore<ThemeChoice>(readStored("theme", isChoice) ?? "system");

/** Whether the page is dark. */
export const isDark = createStore(false);

function update(): void {
  const choice = themeChoice.get();
  isDark.set(choice === "system" ? systemIsDark.matches : choice === "dark");
  document.documentElement.setAttribute("data-theme", isDark.get() ? "dark" : "light");
}

/** Sets the theme, from now on. Once a page. */
export function applyTheme(): void {
  update();
  systemIsDark.addEventListener("change", update);
  themeChoice.subscribe(() => {
    writeStored("theme", themeChoice.get());
    update();
  });
}
