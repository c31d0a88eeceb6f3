// What the forms for outcomes and narratives have in common: what was written meanwhile, what went wrong, the
// buttons, and the keys.
import "./forms.css";
import type { KeyboardEvent, ReactNode } from "react";
import { asApiError } from "../api/errors";
import { keyLabel } from "../shell/keys";
import { Button } from "../ui/Button";

interface OvertakenProps {
  title: string;
  /** What somebody else wrote. */
  theirs: string;
  /** What else they said. */
  note?: string;
  onSaveOver: () => void;
  onTakeTheirs: () => void;
}

/** What somebody else wrote while the reader was writing, and the choice between both. */
export function Overtaken({ title, theirs, note, onSaveOver, onTakeTheirs }: OvertakenProps) {
  return (
    <section className="overtaken" role="alert">
      <h3>{title}</h3>
      <blockquote>{theirs || "–"}</blockquote>
      {note && <p className="label">{note}</p>}
      <div className="form-actions">
        <Button look="primary" onClick={onSaveOver}>
          Save mine over it
        </Button>
        <Button onClick={onTakeTheirs}>Take theirs</Button>
      </div>
    </section>
  );
}

/** Why the draft wasn't saved. */
export function SaveError({ error: thrown }: { error: unknown }) {
  const error = asApiError(thrown);
  return (
    <p className="field-error" role="alert">
      Not saved: {error.message} <span className="label">{error.code}</span>
    </p>
  );
}

interface FormActionsProps {
  /** What is saved. */
  name: string;
  hasFailed: boolean;
  isUnchanged: boolean;
  isDisabled: boolean;
  onForget: () => void;
  children?: ReactNode;
}

/** The buttons that save and forget. */
export function FormActions(props: FormActionsProps) {
  const { name, hasFailed, isUnchanged, isDisabled, onForget, children } = props;
  return (
    <div className="form-actions">
      <Button
        look="primary"
        type="submit"
        shortcut={keyLabel("mod+Enter")}
        disabled={isUnchanged || isDisabled}
      >
        {hasFailed ? "Try again" : `Save ${name}`}
      </Button>
      <Button look="quiet" onClick={onForget}>
        {isUnchanged ? "Cancel" : "Discard"}
      </Button>
      {children}
    </div>
  );
}

/** Understands ⌘↵ and Escape anywhere in a form. */
export const formKeys = (submit: () => void, leave: () => void) => (press: KeyboardEvent) => {
  if (press.key === "Enter" && (press.metaKey || press.ctrlKey)) {
    submit();
  } else if (press.key === "Escape") {
    // One level only: what is around the form stays open.
    press.stopPropagation();
    press.preventDefault();
    leave();
  }
};
