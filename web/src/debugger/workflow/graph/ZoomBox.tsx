// Buttons for the scale of the graph.
import { IconButton } from "../../ui/Button";
import type { Camera } from "./camera";

/** Zoom in, zoom out, show all. */
export function ZoomBox({ camera }: { camera: Camera | undefined }) {
  return (
    <div className="tool-box zoom-box">
      <IconButton icon="plus" label="Zoom in" onClick={() => camera?.zoomBy(1.3)} />
      <IconButton icon="minus" label="Zoom out" onClick={() => camera?.zoomBy(1 / 1.3)} />
      <IconButton icon="fit" label="Show all" onClick={() => camera?.fit()} />
    </div>
  );
}
