// Grey rows in the place of a list that is on its way; only after a moment, as most lists come sooner.
import { useEffect, useState } from "react";

const ROWS = Array.from({ length: 14 }, (_, index) => index);
const AFTER = 150;

/** The rows. */
export function Skeleton({ isDense }: { isDense: boolean }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={`skeleton ${isDense ? "dense" : ""}`} role="status" aria-label="Loading events">
      {isLate && ROWS.map((row) => <div key={row} className="skeleton-row" />)}
    </div>
  );
}
