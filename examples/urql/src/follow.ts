/** The live tail: goes on behind the last cursor whenever the socket was closed. */

import { EventStreamDocument, type Follow } from "@event-mesh-examples/shared";
import { PAUSE } from "@event-mesh-examples/shared/socket";
import { client, hasCode } from "./client";

export const follow: Follow = ({ tell, pause }) => {
  let after: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let subscription: { unsubscribe: () => void } | undefined;

  function ask() {
    const stream = client.subscription(EventStreamDocument, { after });
    subscription = stream.subscribe(({ data, error, hasNext }) => {
      // urql repeats the last answer when the stream ends.
      if (data && data.eventStream.cursor !== after) {
        after = data.eventStream.cursor;
        tell(data.eventStream);
      }
      // A token that expired ends the stream, as a network that fails: the next socket has a new one.
      if (!hasNext) {
        // What was told behind this cursor is gone: all that is left is to begin anew.
        after = hasCode(error, "CURSOR_EXPIRED") ? null : after;
        pause();
        timer = setTimeout(ask, PAUSE);
      }
    });
  }
  ask();
  return () => {
    clearTimeout(timer);
    subscription?.unsubscribe();
  };
};
