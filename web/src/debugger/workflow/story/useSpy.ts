// Which chapter is being read: `useSpy(page, ids)`.
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** What somebody does who scrolls. */
const SCROLLING = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** The id of the chapter that is being read, and what leads to one. */
export function useSpy(page: RefObject<HTMLElement | null>, ids: readonly string[]) {
  const [current, setCurrent] = useState(ids[0]);
  // A chapter near the end never reaches the top: once chosen it stays so until the reader scrolls.
  const isChosen = useRef(false);
  const key = ids.join(" ");
  useEffect(() => {
    const element = page.current;
    if (element === null) {
      return;
    }
    const read = (event?: Event) => {
      if (!isChosen.current) {
        setCurrent(chapterAt(event?.target ?? element, key.split(" ")));
      }
    };
    const release = () => {
      isChosen.current = false;
    };
    release();
    read();
    // What scrolls is the page on phones and a column of it on desks, and neither event bubbles.
    element.addEventListener("scroll", read, { capture: true, passive: true });
    for (const name of SCROLLING) {
      element.addEventListener(name, release, { passive: true });
    }
    return () => {
      element.removeEventListener("scroll", read, { capture: true });
      for (const name of SCROLLING) {
        element.removeEventListener(name, release);
      }
    };
  }, [page, key]);
  const go = useCallback((id: string) => {
    const chapter = document.getElementById(id);
    chapter?.focus({ preventScroll: true });
    chapter?.scrollIntoView({ block: "start" });
    isChosen.current = true;
    setCurrent(id);
  }, []);
  return [current, go] as const;
}

/** The last chapter that begins above the line at which people read, which sinks as the end comes near. */
function chapterAt(scroller: EventTarget, ids: readonly string[]): string | undefined {
  if (!(scroller instanceof Element)) {
    return ids[0];
  }
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  const read = scrollHeight > clientHeight ? scrollTop / (scrollHeight - clientHeight) : 0;
  const line = scroller.getBoundingClientRect().top + 60 + read * (clientHeight - 60);
  const begun = ids.filter((id) => {
    const top = document.getElementById(id)?.getBoundingClientRect().top;
    return top !== undefined && top <= line;
  });
  return begun.at(-1) ?? ids[0];
}
