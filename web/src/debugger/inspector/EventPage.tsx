// `/e/:id`: the inspector as a page, for phones and for links in documents.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useLocation, useParams } from "wouter";
import { defineAddress } from "../address/codec";
import { choice, text } from "../address/fields";
import { useAddress } from "../address/hooks";
import { eventHref } from "../address/links";
import { Icon } from "../ui/Icon";
import { Inspector } from "./Inspector";
import { INSPECTOR_TABS } from "./tabs";
import { eventQuery } from "./useEvent";

const eventAddress = defineAddress({
  tab: choice(INSPECTOR_TABS, "event"),
  tenant: text(),
});

/** The page. */
export default function EventPage() {
  const { id = "" } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const { values, update } = useAddress(eventAddress);
  const tenant = values.tenant || undefined;
  const { data: name } = useQuery({
    ...eventQuery({ id, tenant }),
    select: ({ event }) => event?.eventName,
  });
  useEffect(() => {
    document.title = name ? `${name} · Event Mesh` : "Event Mesh";
  }, [name]);
  return (
    <main className="event-page">
      <Link className="crumb" href="/">
        <Icon name="chevron-left" />
        Events
      </Link>
      <Inspector
        id={id}
        tenant={tenant}
        tab={values.tab}
        onTab={(tab) => update({ tab })}
        onSelect={(next) => navigate(eventHref(next, { tenant }))}
      />
    </main>
  );
}
