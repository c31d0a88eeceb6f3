// The popup of `MenuButton`, loaded when it is first opened.
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Menu } from "@base-ui/react/menu";
import { Icon } from "../Icon";
import { Kbd } from "../Kbd";
import { type Anchored, changeFrom } from "./anchor";
import type { MenuEntry } from "./MenuButton";

interface MenuPopupProps {
  menu: Anchored;
  items: readonly MenuEntry[];
  label: string;
}

/** The menu's popup. */
export default function MenuPopup({ menu, items, label }: MenuPopupProps) {
  return (
    <CSPProvider disableStyleElements>
      <Menu.Root open={menu.isOpen} onOpenChange={changeFrom(menu)} modal={false}>
        <Menu.Portal>
          <Menu.Positioner anchor={menu.anchor} sideOffset={5} align="start" collisionPadding={8}>
            <Menu.Popup className="popup" aria-label={label} finalFocus={menu.anchor}>
              {items.map((item, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a menu have no other identity
                <Entry key={index} item={item} />
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </CSPProvider>
  );
}

function Entry({ item }: { item: MenuEntry }) {
  if (item === "separator") {
    return <Menu.Separator className="menu-separator" />;
  }
  if ("heading" in item) {
    return <div className="menu-label label">{item.heading}</div>;
  }
  if ("href" in item) {
    const target = item.isOutside ? { target: "_blank", rel: "noreferrer" } : {};
    return (
      <Menu.LinkItem className="menu-item" href={item.href} {...target}>
        {item.icon && <Icon name={item.icon} />}
        {item.label}
      </Menu.LinkItem>
    );
  }
  const content = (
    <>
      {item.icon && <Icon name={item.icon} />}
      <span>
        {item.label}
        {item.hint && <small>{item.hint}</small>}
      </span>
      {item.shortcut && <Kbd>{item.shortcut}</Kbd>}
    </>
  );
  const shared = { className: "menu-item", disabled: item.isDisabled ?? false };
  return item.isChosen === undefined ? (
    <Menu.Item {...shared} onClick={item.onSelect}>
      {content}
    </Menu.Item>
  ) : (
    <Menu.CheckboxItem
      {...shared}
      checked={item.isChosen}
      onCheckedChange={item.onSelect}
      closeOnClick={item.isLast ?? false}
    >
      {content}
      <Menu.CheckboxItemIndicator className="menu-tick">
        <Icon name="check" />
      </Menu.CheckboxItemIndicator>
    </Menu.CheckboxItem>
  );
}
