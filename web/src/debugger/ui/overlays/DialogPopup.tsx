// The popup of `Dialog`, loaded when it is first opened.
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Dialog } from "@base-ui/react/dialog";
import type { DialogProps } from "./Dialog";

/** The dialog's popup. */
export default function DialogPopup(props: DialogProps) {
  const { isOpen, title, onClose, isWide, isDismissible = true, hidesTitle, children } = props;
  return (
    <CSPProvider disableStyleElements>
      <Dialog.Root
        open={isOpen}
        disablePointerDismissal={!isDismissible}
        onOpenChange={(next) => {
          if (!next) {
            onClose();
          }
        }}
      >
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className={isWide ? "dialog wide" : "dialog"}>
            <Dialog.Title className={hidesTitle ? "hidden-text" : "dialog-title"}>
              {title}
            </Dialog.Title>
            {children}
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </CSPProvider>
  );
}
