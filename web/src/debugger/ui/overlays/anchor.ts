// What buttons that open something have in common: the button is part of the first paint, what it opens is
// loaded when it is first used.
import { type RefObject, useRef, useState } from "react";

/** What a popup needs to know of the button that opened it. */
export interface Anchored {
  anchor: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
}

/** The state of a button with a popup. `wasUsed` says whether the popup's code is to be loaded. */
export function useAnchored(): Anchored & { wasUsed: boolean; toggle: () => void } {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasUsed, setUsed] = useState(false);
  const toggle = () => {
    setUsed(true);
    setOpen(!isOpen);
  };
  return { anchor, isOpen, setOpen, wasUsed, toggle };
}

interface ChangeDetails {
  event: Event;
  cancel: () => void;
}

/** Passes a change on, unless it is a press of the button itself, which closes by its own click. */
export const changeFrom =
  ({ anchor, setOpen }: Anchored) =>
  (isOpen: boolean, details: ChangeDetails): void => {
    const target = details.event.target;
    const isPress = details.event.type !== "keydown" && target instanceof Node;
    if (!isOpen && isPress && anchor.current?.contains(target)) {
      details.cancel();
      return;
    }
    setOpen(isOpen);
  };
