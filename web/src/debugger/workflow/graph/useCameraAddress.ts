// Where the camera stands, in the address; and where it goes when cards move or another one is selected.
import { useCallback, useEffect, useRef } from "react";
import { at } from "../layout/adjacency";
import { CARD_HEIGHT, CARD_WIDTH } from "../layout/types";
import { firstOf } from "../model/scene";
import type { ViewProps } from "../screen";
import type { Camera } from "./camera";
import { middleOf } from "./Stage";
import type { Placed } from "./useSceneLayout";

/** What moves the camera. */
export interface CameraAddress {
  readonly onRest: () => void;
  readonly onPlaced: (camera: Camera, placed: Placed) => void;
  /** Has this event stay where it is on the screen when cards are placed next. */
  readonly holdOn: (id: string) => void;
  /** Gives the focus to the selected card, once it is drawn. */
  readonly focusSoon: () => void;
}

const REST = 400;
/** The whole graph is shown at first if its texts can be read then. */
const READABLE = 0.7;
/** Otherwise the selected card is shown so large. */
const CLOSE = 0.94;

/** Keeps camera and address in step. */
export function useCameraAddress(
  props: ViewProps,
  camera: Camera | undefined,
  placed: Placed | undefined,
): CameraAddress {
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const shown = useRef<Placed>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wantsFocus = useRef(false);
  const held = useRef<string>(undefined);
  const cameraNow = useRef(camera);
  cameraNow.current = camera;

  const onRest = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const now = cameraNow.current;
      if (now && shown.current) {
        latest.current.update(placeOf(now), { replace: true });
      }
    }, REST);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const onPlaced = useCallback((now: Camera, next: Placed) => {
    const { selected, state } = latest.current;
    const old = shown.current;
    shown.current = next;
    if (old === undefined) {
      begin(now, next, selected, state);
    } else {
      stay(now, old, next, held.current ?? selected);
      held.current = undefined;
    }
  }, []);

  const { selected } = props;
  useEffect(() => {
    const place = selected === undefined ? undefined : placed?.scene.placeOf.get(selected);
    if (camera && placed && place !== undefined && shown.current === placed) {
      const { x, y } = placed.layout;
      camera.reveal(at(x, place), at(y, place), CARD_WIDTH, CARD_HEIGHT);
    }
    if (wantsFocus.current) {
      wantsFocus.current = false;
      // Cards are drawn in the frame after the camera moved.
      requestAnimationFrame(() => requestAnimationFrame(focusSelected));
    }
  }, [selected, camera, placed]);
  const focusSoon = useCallback(() => {
    wantsFocus.current = document.activeElement?.closest(".graph-area, body") !== null;
  }, []);
  const holdOn = useCallback((id: string) => {
    held.current = id;
  }, []);
  return { onRest, onPlaced, holdOn, focusSoon };
}

/** Where the camera stands, as addresses have it. */
function placeOf({ center, view }: Camera): { x: number; y: number; z: number } {
  return {
    x: Math.round(center.x),
    y: Math.round(center.y),
    z: Math.round(view.k * 100) / 100,
  };
}

function focusSelected(): void {
  document.querySelector<HTMLElement>('.node-card[tabindex="0"]')?.focus({ preventScroll: true });
}

function begin(
  camera: Camera,
  placed: Placed,
  selected: string | undefined,
  { x, y, z }: ViewProps["state"],
): void {
  const place = selected === undefined ? undefined : placed.scene.placeOf.get(selected);
  if (x !== null && y !== null && z !== null && z > 0) {
    camera.centerOn(x, y, z);
  } else if (camera.fittingScale >= READABLE || place === undefined) {
    camera.showAll();
  } else {
    const middle = middleOf(placed, place);
    camera.centerOn(middle.x, middle.y, Math.max(CLOSE, camera.fittingScale));
  }
}

/** Keeps an event where it is on the screen, or what is in the middle. */
function stay(camera: Camera, old: Placed, next: Placed, id: string | undefined): void {
  const { x, y } = camera.center;
  const distance = (place: number): number => {
    const middle = middleOf(old, place);
    return Math.hypot(middle.x - x, middle.y - y);
  };
  let anchor = id === undefined ? undefined : old.scene.placeOf.get(id);
  if (anchor === undefined) {
    const places = old.scene.nodes.map((_, place) => place);
    anchor = places.reduce((best, place) => (distance(place) < distance(best) ? place : best), 0);
  }
  const node = old.scene.nodes[anchor];
  const after = node && next.scene.placeOf.get(firstOf(node).id);
  if (after !== undefined) {
    const was = middleOf(old, anchor);
    const is = middleOf(next, after);
    const { view } = camera;
    camera.set({
      x: view.x + (was.x - is.x) * view.k,
      y: view.y + (was.y - is.y) * view.k,
      k: view.k,
    });
  }
}
