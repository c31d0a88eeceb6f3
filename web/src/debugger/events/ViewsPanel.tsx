// The named views with their counts, and a form that saves the one that is shown.
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { type EventsState, eventsAddress } from "../address/events";
import { Button, IconButton } from "../ui/Button";
import { PopoverButton } from "../ui/overlays/PopoverButton";
import { count } from "../ui/time";
import { showToast } from "../ui/toasts";
import type { Count } from "./useStats";
import { isShown, removeView, saveView, stateOf, type View } from "./views";

interface ViewsPanelProps {
  views: readonly View[];
  counts: readonly Count[] | undefined;
  state: EventsState;
}

/** "1,284", "10,000+", "many" where counting took too long, or nothing while it isn't known. */
export const countWords = (value: Count | undefined): string =>
  value ? count(value.count) + (value.isExact ? "" : "+") : value === null ? "many" : "";

/** The list of views. */
export function ViewsPanel({ views, counts, state }: ViewsPanelProps) {
  const [, navigate] = useLocation();
  const show = (view: View) => {
    const { cols, rows } = state;
    navigate(`/${eventsAddress.write({ ...stateOf(view, state), cols, rows })}`);
  };
  return (
    <section aria-label="Views">
      <div className="side-head">
        <h2>Views</h2>
        <PopoverButton label="Save this view" icon="plus" className="small">
          {(close) => <SaveForm state={state} onDone={close} />}
        </PopoverButton>
      </div>
      <ul>
        {views.map((view, index) => (
          <li key={`${view.isOwn} ${view.name}`} className="view-line">
            <button
              type="button"
              className={`side-line ${view.tone ? `is-${view.tone}` : ""}`}
              aria-current={isShown(view, state) ? "true" : undefined}
              onClick={() => show(view)}
            >
              <span className="clip">{view.name}</span>
              <span className="side-count">{countWords(counts?.[index])}</span>
            </button>
            {view.isOwn && (
              <IconButton
                icon="cross"
                label={`Remove the view ${view.name}`}
                className="small view-remove"
                onClick={() => removeView(view.name)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SaveForm({ state, onDone }: { state: EventsState; onDone: () => void }) {
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    saveView(name.trim(), state);
    showToast(`Saved the view “${name.trim()}” in this browser`);
    onDone();
  };
  return (
    <form className="small-form" onSubmit={save}>
      <label className="field">
        Name of this view
        <input
          className="input"
          required
          maxLength={60}
          pattern=".*\S.*"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <p className="label">It holds the conditions and the time, and stays in this browser.</p>
      <Button look="primary" type="submit">
        Save view
      </Button>
    </form>
  );
}
