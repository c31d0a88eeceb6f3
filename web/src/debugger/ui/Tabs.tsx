// A row of tabs, `<Tabs>`, for a panel that the caller draws with `id={panelId}` and `role="tabpanel"`.
// Arrows move and choose; the row is one stop of the tab key.
import { type KeyboardEvent, useRef } from "react";

interface Tab<Name extends string> {
  name: Name;
  label: string;
}

interface TabsProps<Name extends string> {
  tabs: readonly Tab<Name>[];
  chosen: Name;
  onChoose: (name: Name) => void;
  /** What the row is about. */
  label: string;
  panelId: string;
  className?: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The row of tabs. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { tabs, chosen, onChoose, label, panelId, className = "tabs" } = props;
  const row = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const index = tabs.findIndex((tab) => tab.name === chosen);
    const next = (index + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (tab) {
      onChoose(tab.name);
      (row.current?.children[next] as HTMLElement | undefined)?.focus();
    }
  };
  return (
    <div className={className} role="tablist" aria-label={label} ref={row} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.name}
          type="button"
          role="tab"
          aria-selected={tab.name === chosen}
          aria-controls={panelId}
          tabIndex={tab.name === chosen ? 0 : -1}
          onClick={() => onChoose(tab.name)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
