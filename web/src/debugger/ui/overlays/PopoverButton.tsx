// A button that opens a small form or text beside it: `<PopoverButton label="Filter" icon="plus">` with a
// function that draws the content and may close it. `isOpen` and `onOpen` let keys open it, too.
import { lazy, type ReactNode, Suspense } from "react";
import { Button, IconButton } from "../Button";
import type { IconName } from "../Icon";
import { useAnchored } from "./anchor";

interface PopoverButtonProps {
  /** The popup's name; also the button's, unless `text` says otherwise. */
  label: string;
  icon?: IconName;
  /** What the button shows; nothing but its icon when left out. */
  text?: ReactNode;
  look?: "plain" | "quiet";
  className?: string;
  children: (close: () => void) => ReactNode;
}

const PopoverPopup = lazy(() => import("./PopoverPopup"));

/** The button, and its popup once it was used. */
export function PopoverButton(props: PopoverButtonProps) {
  const { label, icon, text, look = "quiet", className = "", children } = props;
  const popover = useAnchored();
  const shared = {
    ref: popover.anchor,
    look,
    className,
    "aria-haspopup": "dialog",
    "aria-expanded": popover.isOpen,
    onClick: popover.toggle,
  } as const;
  return (
    <>
      {text === undefined ? (
        <IconButton {...shared} icon={icon ?? "more"} label={label} />
      ) : (
        <Button {...shared} icon={icon}>
          {text}
        </Button>
      )}
      {popover.wasUsed && (
        <Suspense>
          <PopoverPopup popover={popover} label={label}>
            {children(() => popover.setOpen(false))}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  );
}
