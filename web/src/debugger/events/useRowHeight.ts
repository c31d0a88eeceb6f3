// How high a row of the table is, in pixels: it follows the reader's text size, and rows are cards on phones.
import { useEffect, useState } from "react";

const ROOMY = 3;
const DENSE = 2;
const CARD = 4.95;

/** Phones, as style sheets have it. */
const phone = matchMedia("(max-width: 43.75em)");

function heightNow(isDense: boolean): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.round(rem * (phone.matches ? CARD : isDense ? DENSE : ROOMY));
}

/** The height of each row. */
export function useRowHeight(isDense: boolean): number {
  const [height, setHeight] = useState(() => heightNow(isDense));
  useEffect(() => {
    const update = () => setHeight(heightNow(isDense));
    update();
    phone.addEventListener("change", update);
    addEventListener("resize", update);
    return () => {
      phone.removeEventListener("change", update);
      removeEventListener("resize", update);
    };
  }, [isDense]);
  return height;
}
