// `<EventName name="widget.created" />`: what stands before the last dot is muted.

/** The name of an event. */
export function EventName({ name }: { name: string }) {
  const cut = name.lastIndexOf(".") + 1;
  return (
    <span className="event-name">
      {cut > 0 && <i>{name.slice(0, cut)}</i>}
      {name.slice(cut)}
    </span>
  );
}
