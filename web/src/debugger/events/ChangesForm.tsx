// A form whose fields change what the list lets through.
import type { FormEvent, ReactNode } from "react";
import type { EventsState } from "../address/events";
import { Button } from "../ui/Button";

interface ChangesFormProps {
  /** What is changed; undefined while the fields make no sense. */
  changes: Partial<EventsState> | undefined;
  /** What the button says that changes it. */
  label: string;
  onChange: (changes: Partial<EventsState>) => void;
  onDone: () => void;
  children: ReactNode;
}

/** The form. */
export function ChangesForm({ changes, label, onChange, onDone, children }: ChangesFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changes) {
      onChange(changes);
      onDone();
    }
  };
  return (
    <form className="small-form" onSubmit={submit}>
      {children}
      <Button look="primary" type="submit" disabled={!changes}>
        {label}
      </Button>
    </form>
  );
}
