// The keys of views that list events.
import { useKeys } from "../shell/keys";
import type { ViewProps } from "./screen";

/** Understands the keys of a list of events. */
export function useRowKeys({
  events,
  selected,
  select,
}: Pick<ViewProps, "selected" | "select"> & { events: readonly { id: string }[] }): void {
  const move = (step: number) => {
    const index = events.findIndex(({ id }) => id === selected);
    const next = events[index === -1 ? 0 : index + step];
    if (next !== undefined) {
      select(next.id, { replace: true });
    }
  };
  useKeys([
    { keys: ["j", "ArrowDown"], label: "Next event", group: "Workflow", run: () => move(1) },
    { keys: ["k", "ArrowUp"], label: "Previous event", group: "Workflow", run: () => move(-1) },
  ]);
}
