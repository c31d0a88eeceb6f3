// The command palette: a field, and below it what can be done and where one can go. Loaded when it is first used.
import "./palette.css";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { EventName } from "../ui/EventName";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Dialog } from "../ui/overlays/Dialog";
import { StateIcon } from "../ui/StateIcon";
import { type Item, type Section, useSections } from "./useItems";

/** After the dialog has given the focus back: an action may move it. */
const AFTER_CLOSING = 60;

/** The palette. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog isOpen title="Command palette" hidesTitle isWide onClose={onClose}>
      <Palette onClose={onClose} />
    </Dialog>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const listId = useId();
  const sections = useSections(typed);
  const items = sections.flatMap((section) => section.items);
  const active = Math.min(place, items.length - 1);
  const choose = (item: Item | undefined) => {
    if (item) {
      onClose();
      setTimeout(item.run, AFTER_CLOSING);
    }
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1 };
    const next = steps[press.key];
    if (next !== undefined && items.length > 0) {
      press.preventDefault();
      setPlace((next + items.length) % items.length);
    } else if (press.key === "Enter" && !press.nativeEvent.isComposing) {
      press.preventDefault();
      choose(items[active]);
    }
  };
  return (
    <div className="palette">
      <div className="palette-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Command, name or id"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active >= 0 ? optionId(listId, active) : undefined}
          aria-autocomplete="list"
          placeholder="Go to an id, a name, or do something…"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the palette is for typing
          autoFocus
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setPlace(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>Esc</Kbd>
      </div>
      <Options listId={listId} sections={sections} active={active} onChoose={choose} />
      {items.length === 0 && <p className="palette-none">Nothing fits.</p>}
    </div>
  );
}

const optionId = (listId: string, index: number): string => `${listId}-${index}`;

interface OptionsProps {
  listId: string;
  sections: readonly Section[];
  active: number;
  onChoose: (item: Item) => void;
}

function Options({ listId, sections, active, onChoose }: OptionsProps) {
  const starts: number[] = [];
  let next = 0;
  for (const { items } of sections) {
    starts.push(next);
    next += items.length;
  }
  return (
    <div className="palette-list" role="listbox" id={listId} aria-label="What fits">
      {sections.map(({ title, items }, number) => (
        <div role="group" aria-label={title} key={title}>
          <div className="menu-label label" aria-hidden="true">
            {title}
          </div>
          {items.map((item, index) => {
            const at = (starts[number] ?? 0) + index;
            return (
              <Option
                key={item.key}
                id={optionId(listId, at)}
                item={item}
                isActive={at === active}
                onChoose={() => onChoose(item)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  item: Item;
  isActive: boolean;
  onChoose: () => void;
}

function Option({ id, item, isActive, onChoose }: OptionProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) {
      line.current?.scrollIntoView({ block: "nearest" });
    }
  }, [isActive]);
  const { label, hint, state, shortcut } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which names the active option
    // biome-ignore lint/a11y/useFocusableInteractive: the same
    <div
      className="menu-item"
      role="option"
      id={id}
      ref={line}
      aria-selected={isActive}
      data-highlighted={isActive || undefined}
      onClick={onChoose}
    >
      {state && <StateIcon state={state} />}
      {state ? <EventName name={label} /> : <span>{label}</span>}
      {hint && <span className="palette-hint clip">{hint}</span>}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </div>
  );
}
