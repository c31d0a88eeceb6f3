// A dialog over the page: `<Dialog isOpen title="Keys" onClose={…}>…</Dialog>`. Its code is loaded when it is
// first opened; it keeps the focus inside and gives it back.
import { lazy, type ReactNode, Suspense } from "react";

/** What a dialog is told. */
export interface DialogProps {
  isOpen: boolean;
  title: string;
  onClose: () => void;
  /** For what needs more room. */
  isWide?: boolean;
  /** Whether a press beside it closes it, as Escape does. */
  isDismissible?: boolean;
  /** Whether the title is for screen readers alone. */
  hidesTitle?: boolean;
  children: ReactNode;
}

const DialogPopup = lazy(() => import("./DialogPopup"));

/** The dialog, where it is open. */
export function Dialog(props: DialogProps) {
  return (
    props.isOpen && (
      <Suspense>
        <DialogPopup {...props} />
      </Suspense>
    )
  );
}
