// The Events screen: views and facets, chips, histogram, table and preview. Everything it shows is in its
// address (`address/events.ts`).
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLocation } from "wouter";
import { eventsHref } from "../address/links";
import { FollowDocument } from "../api/generated/graphql";
import { useStream } from "../api/useStream";
import { EmptyHistory, type SampleState } from "./EmptyHistory";
import { EventList } from "./EventList";
import { nameOf, writeSelection } from "./selection";
import { useExtent } from "./useStats";
import "./events.css";
import "./side.css";
import "./table.css";
import "./preview.css";

/** The screen, or how to publish the first event. */
export function EventsScreen() {
  const extent = useExtent();
  return extent.data === null ? <Waiting /> : <EventList extent={extent.data} />;
}

/** Waits for the first event, and opens it; the sample history opens as a list. */
function Waiting() {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const isSample = useRef(false);
  const show = (sel: string) => {
    navigate(eventsHref({ sel, span: { kind: "all" } }));
    void queries.resetQueries();
  };
  useStream(
    FollowDocument,
    {},
    {
      onMessage: (message) => {
        if (message.__typename === "EventPublished" && !isSample.current) {
          show(writeSelection(nameOf(message.event, true)));
        }
      },
      onCaughtUp: () => void queries.invalidateQueries({ queryKey: ["extent"] }),
    },
  );
  const onSample = (is: SampleState) => {
    isSample.current = is !== "refused";
    if (is === "stored") {
      show("");
    }
  };
  return <EmptyHistory onSample={onSample} />;
}
