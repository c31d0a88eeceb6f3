/** The live tail: the browser comes back behind the last cursor by itself. */

import type { Follow } from "@event-mesh-examples/shared";

/** How long a break lasts, in milliseconds, where the browser doesn't come back. */
const PAUSE = 1_000;

export const follow: Follow = ({ tell, pause }) => {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(after: string) {
    let last = after;
    source = new EventSource(`/api/live?${new URLSearchParams(after && { after })}`);
    source.onmessage = ({ data, lastEventId }) => {
      last = lastEventId;
      tell(JSON.parse(data));
    };
    source.onerror = () => {
      pause();
      // It gives up when it is answered anything but a stream, as by a proxy before a server that restarts.
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, PAUSE, last);
      }
    };
  }
  open("");
  return () => {
    clearTimeout(timer);
    source.close();
  };
};
