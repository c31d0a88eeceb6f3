// The keys of the Events screen.
import { useLocation } from "wouter";
import { eventsAddress } from "../address/events";
import { startOf } from "../address/span";
import { at, resolve } from "../address/time";
import { BASE_PATH } from "../api/base";
import { lastWorkflow } from "../shell/Header";
import { useKeys } from "../shell/keys";
import { isPaused } from "../shell/LiveStatus";
import { copyText } from "../ui/clipboard";
import type { EventsScreenState } from "./useEventsScreen";

const GROUP = "Events";

/** Understands the keys while the screen is there. */
export function useEventKeys(screen: EventsScreenState, togglePreview: () => void): void {
  const [, navigate] = useLocation();
  const { selectedRow, selection, waiting, paused } = screen;
  const open = () => {
    if (selectedRow) {
      screen.open(selectedRow);
    }
  };
  useKeys([
    { keys: ["j", "ArrowDown"], label: "Next event", group: GROUP, run: () => screen.step(1) },
    { keys: ["k", "ArrowUp"], label: "Event before", group: GROUP, run: () => screen.step(-1) },
    { keys: ["Enter"], label: "Open the workflow", group: GROUP, run: open, isHidden: !selection },
    { keys: ["o"], label: "Show or hide the preview", group: GROUP, run: togglePreview },
    {
      keys: ["Escape"],
      label: "Select nothing",
      group: GROUP,
      run: screen.deselect,
      isHidden: !selection,
    },
    {
      keys: ["n"],
      label: "Show new events",
      group: GROUP,
      run: screen.showWaiting,
      isHidden: waiting.length === 0,
    },
    {
      keys: ["space"],
      label: paused ? "Go on with new events" : "Pause new events",
      group: GROUP,
      run: () => isPaused.set(!paused),
    },
    {
      keys: ["c"],
      label: "Copy link, with fixed times",
      group: GROUP,
      run: () => copyLink(screen),
    },
    { keys: ["g e"], label: "Events", group: "Go to", run: () => navigate("/") },
    {
      keys: ["g w"],
      label: "Workflow",
      group: "Go to",
      run: () => {
        const last = lastWorkflow.get();
        if (selectedRow) {
          screen.open(selectedRow);
        } else if (last) {
          navigate(last);
        }
      },
    },
  ]);
}

/** The address of what is shown now: relative times become fixed ones. */
function copyLink({ address }: EventsScreenState): void {
  const { values } = address;
  const now = Date.now();
  const start = startOf(values.span, now);
  const fixed = {
    ...values,
    span: start === undefined ? values.span : ({ kind: "between", start, end: now } as const),
    from: values.from && at(resolve(values.from, now)),
    to: values.to && at(resolve(values.to, now)),
  };
  void copyText(`${location.origin}${BASE_PATH}/${eventsAddress.write(fixed)}`, "Link copied");
}
