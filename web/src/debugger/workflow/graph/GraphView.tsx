// The workflow as a graph, oldest left.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { announce, showToast } from "../../ui/toasts";
import type { Side } from "../model/event";
import type { Stack } from "../model/groups";
import { longestWait } from "../model/longestWait";
import { firstOf, type SceneNode } from "../model/scene";
import { isOn, type ViewProps } from "../screen";
import { toggledFold } from "../toggles";
import type { Camera } from "./camera";
import { GraphNotes } from "./GraphNotes";
import { labelsOf, linksAlong } from "./hot";
import { Minimap } from "./Minimap";
import type { CardActions } from "./NodeCard";
import { gridsOf, type Picture } from "./painter";
import { StackTable } from "./StackTable";
import { Stage } from "./Stage";
import { TooLarge } from "./TooLarge";
import { Tools } from "./Tools";
import { type CameraAddress, useCameraAddress } from "./useCameraAddress";
import { useFind } from "./useFind";
import { useGraphKeys } from "./useGraphKeys";
import { useScene } from "./useScene";
import { type Placed, useSceneLayout } from "./useSceneLayout";
import { nodeName } from "./words";
import { ZoomBox } from "./ZoomBox";
import "./graph.css";

/** So many cards are drawn; more are offered as a table. */
const CARDS_AT_MOST = 2_000;

/** The graph, unless there is more of it than the eye can take. */
export default function GraphView(props: ViewProps) {
  const scene = useScene(props);
  const isTooLarge = scene.nodes.length > CARDS_AT_MOST && props.state.large !== true;
  return isTooLarge ? (
    <TooLarge {...props} cards={scene.nodes.length} />
  ) : (
    <Graph {...props} scene={scene} />
  );
}

function Graph(props: ViewProps & { scene: Placed["scene"] }) {
  const { scene, state, update, data, selected, select } = props;
  const placed = useSceneLayout(scene);
  const picture = usePicture(placed, props);
  const [camera, setCamera] = useState<Camera>();
  const [stack, setStack] = useState<Stack>();
  const isDocumentedOnly = state.fold.includes("doc");
  const scope = useMemo(
    () => ({ tenant: state.tenant, isDocumentedOnly }),
    [state.tenant, isDocumentedOnly],
  );
  const field = useRef<HTMLInputElement>(null);
  const drawFrame = useRef<() => void>(undefined);
  const replace = useCallback((next: string) => select(next, { replace: true }), [select]);
  const find = useFind(scene, selected, replace);
  const hot = picture?.hot;
  const labels = useMemo(() => (placed && hot ? labelsOf(placed.scene, hot) : []), [placed, hot]);
  const address = useCameraAddress(props, camera, placed);
  const actions = useCardActions(props, setStack, address.holdOn);

  useGraphKeys({
    placed,
    selected: picture?.selected,
    camera,
    field,
    ...keyActions(props, placed, picture?.selected, actions, address),
  });

  return (
    <>
      {placed && picture ? (
        <Stage
          placed={placed}
          picture={picture}
          links={data.links}
          labels={labels}
          isDimmed={(place) => find.matches.length > 0 && !find.matches.includes(place)}
          actions={actions}
          scope={scope}
          onTable={() => update({ view: "table" })}
          onCamera={setCamera}
          onMove={() => drawFrame.current?.()}
          onRest={address.onRest}
          onPlaced={address.onPlaced}
        >
          <Tools state={state} update={update} find={find} field={field} />
          <Minimap
            picture={picture}
            camera={camera}
            onReady={(draw) => {
              drawFrame.current = draw;
            }}
          />
          <GraphNotes {...props} scene={scene} />
          <ZoomBox camera={camera} />
        </Stage>
      ) : (
        <div className="graph" role="status" aria-label="Placing the cards" />
      )}
      <StackTable stack={stack} {...props} scope={scope} onClose={() => setStack(undefined)} />
    </>
  );
}

/** What the keys of the graph do. */
function keyActions(
  { id, state, update, data, selected, select }: ViewProps,
  placed: Placed | undefined,
  place: number | undefined,
  actions: CardActions,
  address: CameraAddress,
) {
  const nodeAt = (at: number | undefined) => (at === undefined ? at : placed?.scene.nodes[at]);
  return {
    moveTo: (next: number) => {
      const node = nodeAt(next);
      if (node !== undefined) {
        select(firstOf(node).id, { replace: true });
        announce(nodeName(node, data.links));
        address.focusSoon();
      }
    },
    expand: (side: Side) => {
      const node = nodeAt(place);
      if (node !== undefined) {
        actions.onExpand(node, side);
      }
    },
    pathHere: () => {
      if (selected === undefined || selected === id) {
        showToast("Select another event first: the path leads to it from the workflow's event");
      } else {
        update({ path: { from: id, to: selected } });
      }
    },
    toggleDocumented: () => update({ fold: toggledFold(state) }),
  };
}

function usePicture(placed: Placed | undefined, props: ViewProps): Picture | undefined {
  const { data, selected, state } = props;
  const layout = placed?.layout;
  const grids = useMemo(() => layout && gridsOf(layout), [layout]);
  const chain = useMemo(() => {
    if (state.path !== null) {
      return data.path ?? [];
    }
    const event = selected === undefined ? undefined : data.known.get(selected);
    return event !== undefined && isOn(state.wait) ? longestWait(event, data.links) : [];
  }, [state.path, state.wait, data, selected]);
  const hot = useMemo(() => placed && linksAlong(placed.scene, chain), [placed, chain]);
  const states = useMemo(
    () =>
      placed?.scene.nodes.map((node) => (node.kind === "event" ? node.event.outcomeState : "NONE")),
    [placed],
  );
  const place = selected === undefined ? undefined : placed?.scene.placeOf.get(selected);
  return useMemo(
    () => layout && grids && hot && states && { layout, ...grids, hot, states, selected: place },
    [layout, grids, hot, states, place],
  );
}

function useCardActions(
  props: ViewProps,
  openStack: (stack: Stack) => void,
  holdOn: (id: string) => void,
) {
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  return useMemo(() => {
    const open = (id: string, what: "up" | "down" | "run") => {
      const { state, update } = latest.current;
      const isOpen = state.open.some((opened) => opened.id === id && opened.what === what);
      if (!isOpen) {
        holdOn(id);
        update({ open: [...state.open, { id, what }] });
      }
      return !isOpen;
    };
    return {
      onPick: (node: SceneNode, isSecond: boolean) => {
        const { selected, select, update } = latest.current;
        if (node.kind === "stack") {
          openStack(node);
        } else if (node.kind === "run") {
          open(firstOf(node).id, "run");
        } else if (isSecond && selected !== undefined && selected !== node.event.id) {
          update({ path: { from: selected, to: node.event.id } });
        } else {
          select(node.event.id);
        }
      },
      onExpand: (node: SceneNode, side: Side) => {
        if (node.kind !== "event" || node.hidden[side] === 0) {
          announce("There is nothing more");
          return;
        }
        const { event, hidden } = node;
        if (!open(event.id, side === "causes" ? "up" : "down")) {
          // What is beyond the nearest ones comes as a list.
          openStack({
            kind: "stack",
            key: `${event.id}:${side}`,
            hub: event,
            side,
            events: [],
            hidden: hidden[side],
          });
        }
      },
    };
  }, [openStack, holdOn]);
}
