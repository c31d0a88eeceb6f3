// A button that opens a menu: `<MenuButton icon="export" items={[…]}>Export</MenuButton>`, or with `label`
// alone where it shows only an icon. Items are data.
import { lazy, type ReactNode, Suspense } from "react";
import { Button, IconButton } from "../Button";
import type { IconName } from "../Icon";
import { useAnchored } from "./anchor";

/** One line of a menu. */
export type MenuEntry =
  | {
      label: string;
      /** A second line. */
      hint?: string;
      icon?: IconName;
      shortcut?: string;
      /** Whether it is chosen: makes it an item with a tick. */
      isChosen?: boolean;
      /** Whether choosing it closes the menu: without a tick it does. */
      isLast?: boolean;
      isDisabled?: boolean;
      onSelect: () => void;
    }
  | { label: string; href: string; icon?: IconName; isOutside?: boolean }
  | { heading: string }
  | "separator";

interface MenuButtonProps {
  items: readonly MenuEntry[];
  icon?: IconName;
  /** What the menu is about; the button's text where it shows only an icon. */
  label: string;
  look?: "plain" | "quiet";
  className?: string;
  children?: ReactNode;
}

const MenuPopup = lazy(() => import("./MenuPopup"));

/** The button, and its menu once it was used. */
export function MenuButton(props: MenuButtonProps) {
  const { items, icon, label, look = "plain", className = "", children } = props;
  const menu = useAnchored();
  const shared = {
    ref: menu.anchor,
    look,
    className,
    "aria-haspopup": "menu",
    "aria-expanded": menu.isOpen,
    onClick: menu.toggle,
  } as const;
  return (
    <>
      {children === undefined ? (
        <IconButton {...shared} icon={icon ?? "more"} label={label} />
      ) : (
        <Button {...shared} icon={icon} endIcon="chevron-down">
          {children}
        </Button>
      )}
      {menu.wasUsed && (
        <Suspense>
          <MenuPopup menu={menu} items={items} label={label} />
        </Suspense>
      )}
    </>
  );
}
