// What is shown while a workflow is loaded, unless that is quick.
import { useEffect, useState } from "react";

const AFTER = 150;

/** Shapes of a header and of cards. */
export function Skeleton() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="workflow" role="status" aria-label="Loading the workflow" aria-busy="true">
      {isShown && (
        <>
          <div className="workflow-header">
            <span className="bone title-bone" />
            <span className="bone tabs-bone" />
          </div>
          <div className="graph skeleton-graph">
            <span className="bone card-bone" />
            <span className="bone card-bone" />
            <span className="bone card-bone" />
          </div>
        </>
      )}
    </div>
  );
}
