/** For servers that run trusted documents only: what this client asks. */

import {
  EVENT,
  FOLLOW,
  GET,
  LIST,
  PUBLISH,
  PUBLISH_MANY,
  STORE,
  UPDATE_OUTCOME,
  WORKFLOW,
} from "./documents.js";

/** The documents by names of theirs, as the server's setting `documents.trusted` takes them in a file. */
export const documents: Record<string, string> = {
  "event-mesh-client/follow": FOLLOW + EVENT,
  "event-mesh-client/get": GET + EVENT,
  "event-mesh-client/list": LIST + EVENT,
  "event-mesh-client/publish": PUBLISH + EVENT,
  "event-mesh-client/publish-many": PUBLISH_MANY + EVENT,
  "event-mesh-client/store": STORE,
  "event-mesh-client/update-outcome": UPDATE_OUTCOME + EVENT,
  "event-mesh-client/workflow": WORKFLOW + EVENT,
};
