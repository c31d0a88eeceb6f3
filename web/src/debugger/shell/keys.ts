// What keys do. A component says which keys it understands while it is there:
//
//   useKeys([{ keys: ["j", "ArrowDown"], label: "Next event", group: "Events", run: selectNext }]);
//
// Keys are written as `KeyboardEvent.key` has them; `mod+k` is ⌘K or Ctrl K, `g e` two keys in turn. Single keys
// act outside of fields only, and can be switched off (`singleKeys`). `actions` lists all that can be done now,
// newest first, for the palette and the page of keys; of two with the same key the newest wins.
import { useEffect, useRef } from "react";
import { readStored, writeStored } from "../ui/storage";
import { createStore } from "../ui/store";

/** Something that can be done, by keys and from the palette. */
export interface KeyAction {
  /** Which keys do it; none for what only the palette offers. */
  keys: readonly string[];
  label: string;
  group: string;
  run: (event?: KeyboardEvent) => void;
  /** Whether it acts in fields, too. Only for keys with a modifier, and Escape. */
  worksInFields?: boolean;
  /** Whether palette and page of keys leave it out. */
  isHidden?: boolean;
}

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

/** Whether keys without a modifier do anything (WCAG 2.1.4). */
export const singleKeys = createStore(readStored("single-keys", isBoolean) ?? true);
singleKeys.subscribe(() => writeStored("single-keys", singleKeys.get()));

/** All that can be done now, newest first. */
export const actions = createStore<readonly KeyAction[]>([]);

/** Of these actions those that their keys do now: an older one with the same key does nothing. */
export function effective(list: readonly KeyAction[]): KeyAction[] {
  const taken = new Set<string>();
  return list.filter(({ keys, isHidden }) => {
    const isFree = keys.length === 0 || keys.some((key) => !taken.has(key));
    for (const key of keys) {
      taken.add(key);
    }
    return isFree && !isHidden;
  });
}

const SEQUENCE_WITHIN = 1_200;
const registered: (readonly KeyAction[])[] = [];
let pending: { key: string; at: number } | undefined;

/** Understands these keys while the component is there. */
export function useKeys(list: readonly KeyAction[]): void {
  const current = useRef(list);
  const signature = list
    .map(({ keys, label, isHidden }) => [keys, label, isHidden].join())
    .join("\n");
  useEffect(() => {
    current.current = list;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says when the list is another
  useEffect(() => {
    const entries = current.current.map((action, index) => ({
      ...action,
      run: (event?: KeyboardEvent) => current.current[index]?.run(event),
    }));
    registered.unshift(entries);
    actions.set(registered.flat());
    return () => {
      registered.splice(registered.indexOf(entries), 1);
      actions.set(registered.flat());
    };
  }, [signature]);
}

/** Listens to keys, from now on. Once a page. */
export function listenToKeys(): void {
  addEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isModifier(event.key)) {
    return;
  }
  const key = nameOf(event);
  if ((key === "space" || key === "Enter") && isPressable(event.target)) {
    return;
  }
  const action = findAction(key, event);
  pending = action === undefined && key.length === 1 ? { key, at: Date.now() } : undefined;
  if (action) {
    event.preventDefault();
    action.run(event);
  }
}

function findAction(key: string, event: KeyboardEvent): KeyAction | undefined {
  const isPlain = !key.startsWith("mod+");
  const isEditing = isField(event.target);
  const isInside = isPlain && isOverlay(event.target);
  const isOff = isPlain && !singleKeys.get() && key.length === 1;
  const sequence =
    pending && Date.now() - pending.at < SEQUENCE_WITHIN ? `${pending.key} ${key}` : undefined;
  const mayRun = (action: KeyAction) => !isInside && !isOff && (!isEditing || action.worksInFields);
  const byKey = (wanted: string | undefined) =>
    actions.get().find((action) => wanted && action.keys.includes(wanted) && mayRun(action));
  return byKey(sequence) ?? byKey(key);
}

const isModifier = (key: string): boolean => ["Shift", "Control", "Alt", "Meta"].includes(key);

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  const name = key === " " ? "space" : key;
  if (event.altKey) {
    return `alt+${name}`;
  }
  return event.metaKey || event.ctrlKey ? `mod+${name}` : name;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isSwitch(target)))
  );
}

/** Fields that take no letters: keys act there. */
const isSwitch = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type);

/** What these two keys press by themselves. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("a, button, summary, [role=tab]") !== null;

/** Menus and dialogs have keys of their own. */
const isOverlay = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="menu"], [role="dialog"]') !== null;

/** How a key is shown: `⌘K`, `g e`, `↵`. */
export function keyLabel(key: string): string {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  const names: Record<string, string> = {
    Enter: "↵",
    Escape: "Esc",
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowLeft: "←",
    ArrowRight: "→",
  };
  const bare = key.replace(/^mod\+/, "");
  const shown = names[bare] ?? (key === bare ? bare : bare.toUpperCase());
  return key === bare ? shown : `${isMac ? "⌘" : "Ctrl "}${shown}`;
}
