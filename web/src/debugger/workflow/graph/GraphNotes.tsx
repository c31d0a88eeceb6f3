// What the graph doesn't show, and what shows it.
import { counted } from "../../ui/time";
import type { Scene } from "../model/scene";
import { missingParts } from "../partial";
import type { ViewProps } from "../screen";
import { toggledFold } from "../toggles";

/** Notes at the foot of the graph. */
export function GraphNotes({ scene, state, update, data }: ViewProps & { scene: Scene }) {
  const isPathMissing = state.path !== null && data.path?.length === 0;
  return (
    <div className="graph-notes">
      {missingParts(data, state, ["FAN_OUT"]).map(({ text, action }) => (
        <div className="graph-note" key={text}>
          {text}
          {action && (
            <button type="button" onClick={() => update(action.change)}>
              {action.label}
            </button>
          )}
        </div>
      ))}
      {scene.folded > 0 && (
        <div className="graph-note">
          {counted(scene.folded, "step")} that {scene.folded === 1 ? "isn’t" : "aren’t"} documented{" "}
          {scene.folded === 1 ? "is" : "are"} folded
          <button type="button" onClick={() => update({ fold: toggledFold(state) })}>
            Show {scene.folded === 1 ? "it" : "them"}
          </button>
        </div>
      )}
      {state.path !== null && (
        <div className="graph-note">
          {isPathMissing
            ? "No chain of links leads from the one event to the other"
            : "Shows the path between two events"}
          <button type="button" onClick={() => update({ path: null })}>
            Show the longest wait
          </button>
        </div>
      )}
    </div>
  );
}
