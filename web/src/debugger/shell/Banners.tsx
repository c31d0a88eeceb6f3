// What concerns the whole page: the browser is offline, or the stream is broken.
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Icon } from "../ui/Icon";

const subscribe = (listener: () => void) => onlineManager.subscribe(listener);

/** Whether the browser has a network. */
export const useIsOnline = (): boolean =>
  useSyncExternalStore(subscribe, () => onlineManager.isOnline());

/** The banner for a page without a network. */
export function OfflineBanner() {
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {!isOnline && (
        <div className="banner is-pending">
          <Icon name="warning" />
          You are offline. What is here stays, and so does what you type; news will come by
          themselves.
        </div>
      )}
    </div>
  );
}
