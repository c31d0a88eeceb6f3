// The popup of `PopoverButton`, loaded when it is first opened.
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Popover } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { type Anchored, changeFrom } from "./anchor";

interface PopoverPopupProps {
  popover: Anchored;
  label: string;
  children: ReactNode;
}

/** The popover's popup. */
export default function PopoverPopup({ popover, label, children }: PopoverPopupProps) {
  return (
    <CSPProvider disableStyleElements>
      <Popover.Root open={popover.isOpen} onOpenChange={changeFrom(popover)}>
        <Popover.Portal>
          <Popover.Positioner
            anchor={popover.anchor}
            sideOffset={5}
            align="start"
            collisionPadding={8}
          >
            <Popover.Popup className="popup roomy" aria-label={label} finalFocus={popover.anchor}>
              {children}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </CSPProvider>
  );
}
