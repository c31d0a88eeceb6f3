// Somebody typed what may be an id: the event that has it, if there is one.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { workflowHref } from "../address/links";
import { EventWithIdDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { EventName } from "../ui/EventName";
import { StateIcon } from "../ui/StateIcon";
import { nameOf } from "./selection";

const ID = /^[A-Za-z0-9._:-]{4,128}$/;

interface JumpToProps {
  text: string;
  seesAll: boolean;
}

/** A line that leads to the event. */
export function JumpTo({ text, seesAll }: JumpToProps) {
  const id = text.trim();
  const { data } = useQuery({
    queryKey: ["event", "with-id", id],
    enabled: ID.test(id),
    retry: false,
    queryFn: ({ signal }) => request(EventWithIdDocument, { id }, signal),
  });
  const event = data?.events?.nodes[0];
  if (!event || !ID.test(id)) {
    return null;
  }
  const { tenant } = nameOf(event, seesAll);
  return (
    <Link className="jump" href={workflowHref(event.id, { tenant })}>
      <span className="label">This id is</span>
      <StateIcon state={event.outcomeState} />
      <EventName name={event.eventName} />
    </Link>
  );
}
