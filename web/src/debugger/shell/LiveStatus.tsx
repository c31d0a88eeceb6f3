// Whether news arrive: a dot with a word.
import { connection } from "../api/live";
import { createStore, useStore } from "../ui/store";
import { useIsOnline } from "./Banners";

/** Whether the reader has paused the list of events. */
export const isPaused = createStore(false);

const WORDS = {
  off: ["", ""],
  connecting: ["Connecting", "wait"],
  live: ["Live", "live"],
  broken: ["Reconnecting", "wait"],
} as const;

/** The dot and its word. */
export function LiveStatus() {
  const state = useStore(connection);
  const paused = useStore(isPaused);
  const isOnline = useIsOnline();
  const [word, look] = !isOnline
    ? (["Offline", "paused"] as const)
    : paused && state === "live"
      ? (["Paused", "paused"] as const)
      : WORDS[state];
  return (
    <span className="live-status" role="status">
      {word && <span className={`dot ${look}`} />}
      {word}
    </span>
  );
}
