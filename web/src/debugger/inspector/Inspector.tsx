// One event, whole: `<Inspector id={id} onSelect={show} onClose={close} />`. It asks for what it shows. `tab` and
// `onTab` let a screen keep the tab in its address; `tenant` says whose event is meant.
import "./inspector.css";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import { absolute, eventHref, workflowHref } from "../address/links";
import { asApiError } from "../api/errors";
import { noteRecent } from "../palette/recent";
import { ErrorView } from "../shell/ErrorView";
import { IconButton } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { EventName } from "../ui/EventName";
import { Icon } from "../ui/Icon";
import { StateChip } from "../ui/StateIcon";
import { Tabs } from "../ui/Tabs";
import { fullTime } from "../ui/time";
import { EventTab } from "./EventTab";
import { HistoryTab } from "./HistoryTab";
import { Namesakes } from "./Namesakes";
import { NarrativeTab } from "./NarrativeTab";
import { PayloadTab } from "./PayloadTab";
import type { InspectorTab } from "./tabs";
import { UseItTab } from "./UseItTab";
import { type EventRef, type Inspected, type Linked, useEvent } from "./useEvent";

interface InspectorProps {
  id: string;
  /** Another event is to be shown. */
  onSelect: (id: string) => void;
  /** Not given where it is the whole page. */
  onClose?: (() => void) | undefined;
  tenant?: string | undefined;
  tab?: InspectorTab | undefined;
  onTab?: ((tab: InspectorTab) => void) | undefined;
}

/** The inspector. */
export function Inspector({ id, onSelect, onClose, tenant, tab, onTab }: InspectorProps) {
  const [ownTab, setOwnTab] = useState<InspectorTab>("event");
  const eventRef = { id, tenant };
  const { data, error, refetch, isPending, isPlaceholderData } = useEvent(eventRef);
  const event = data?.event;
  useRecent(event, eventRef, isPlaceholderData);
  const frame = (content: ReactNode) => (
    <aside className="inspector" aria-label="Selected event" aria-busy={isPending}>
      {content}
    </aside>
  );
  if (event) {
    return frame(
      <div className={isPlaceholderData ? "inspected is-stale" : "inspected"} key={event.id}>
        <Head eventRef={{ ...eventRef, id: event.id }} event={event} onClose={onClose} />
        <Content
          eventRef={{ ...eventRef, id: event.id }}
          event={event}
          causes={data.causes?.nodes ?? []}
          effects={data.effects?.nodes ?? []}
          tab={tab ?? ownTab}
          onTab={onTab ?? setOwnTab}
          onSelect={onSelect}
        />
      </div>,
    );
  }
  const close = onClose && (
    <div className="inspector-close">
      <IconButton icon="cross" label="Close" onClick={onClose} />
    </div>
  );
  if (error) {
    const isShared = asApiError(error).code === "CONFLICT";
    return frame(
      <>
        {close}
        <ErrorView error={error} onRetry={refetch} />
        {isShared && <Namesakes id={id} />}
      </>,
    );
  }
  return frame(isPending ? <Skeleton /> : <NotThere id={id}>{close}</NotThere>);
}

/** Remembers what was looked at, for the palette. */
function useRecent(event: Inspected | null | undefined, eventRef: EventRef, isOther: boolean) {
  const { tenant } = eventRef;
  const { id, eventName, outcomeState } = event ?? {};
  useEffect(() => {
    if (id && eventName && outcomeState && !isOther) {
      noteRecent({ id, tenant, eventName, outcomeState });
    }
  }, [id, tenant, eventName, outcomeState, isOther]);
}

interface HeadProps {
  eventRef: EventRef;
  event: Inspected;
  onClose: (() => void) | undefined;
}

function Head({ eventRef, event, onClose }: HeadProps) {
  const { id, eventName } = event;
  const link = eventHref(id, eventRef);
  return (
    <header>
      <div className="inspector-row">
        <StateChip state={event.outcomeState} />
        <span className="spacer" />
        <IconButton
          icon="link"
          label="Copy link to this event"
          onClick={() => copyText(absolute(link), "Link copied")}
        />
        {onClose ? (
          <>
            <Link
              className="button quiet only-icon"
              href={link}
              aria-label="Open on its own"
              title="Open on its own"
            >
              <Icon name="expand" />
            </Link>
            <IconButton icon="cross" label="Close" onClick={onClose} />
          </>
        ) : (
          <Link className="button primary" href={workflowHref(id, eventRef)}>
            Open workflow
          </Link>
        )}
      </div>
      <h2>
        <EventName name={eventName} />
      </h2>
      <Meta event={event} />
    </header>
  );
}

function Meta({ event }: { event: Inspected }) {
  const { id, source, timestamp, recordedAt, context, userId, shouldDocument } = event;
  return (
    <div className="meta">
      <span>{source}</span>
      <span title={`stored ${fullTime(Date.parse(recordedAt))}`}>{fullTime(timestamp)}</span>
      <button
        type="button"
        className="mono id"
        title={`Copy the id ${id}`}
        onClick={() => copyText(id, "Id copied")}
      >
        {shortId(id)}
      </button>
      {context?.category && <span>{context.category}</span>}
      {!shouldDocument && <span>not documented</span>}
      {userId && <span title="Who acted">{userId}</span>}
    </div>
  );
}

/** The beginning and the end of a long id. */
const shortId = (id: string): string =>
  id.length > 24 ? `${id.slice(0, 14)}…${id.slice(-6)}` : id;

interface ContentProps {
  eventRef: EventRef;
  event: Inspected;
  causes: readonly Linked[];
  effects: readonly Linked[];
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  onSelect: (id: string) => void;
}

const PANEL = "inspector-panel";

function Content(props: ContentProps) {
  const { eventRef, event, tab, onTab } = props;
  const outcomes = event.outcomeHistory?.filter(({ outcome }) => outcome !== null).length ?? 0;
  const tabs = [
    { name: "event", label: "Event" },
    { name: "payload", label: "Payload" },
    { name: "history", label: outcomes > 0 ? `History ${outcomes}` : "History" },
    { name: "narrative", label: "Narrative" },
    { name: "use", label: "Use it" },
  ] as const;
  return (
    <>
      <Tabs tabs={tabs} chosen={tab} onChoose={onTab} label="Of this event" panelId={PANEL} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <div className="inspector-body" id={PANEL} role="tabpanel" tabIndex={0}>
        {tab === "event" && <EventTab {...props} onHistory={() => onTab("history")} />}
        {tab === "payload" && <PayloadTab event={event} />}
        {tab === "history" && <HistoryTab event={event} />}
        {tab === "narrative" && <NarrativeTab eventRef={eventRef} event={event} />}
        {tab === "use" && <UseItTab eventRef={eventRef} />}
      </div>
    </>
  );
}

function NotThere({ id, children }: { id: string; children: ReactNode }) {
  return (
    <>
      {children}
      <section className="message-view">
        <h2>There is no such event, or it isn’t yours</h2>
        <p>
          The server knows no event with the id <span className="mono">{id}</span>.
        </p>
        <Link className="text-link" href="/">
          All events
        </Link>
      </section>
    </>
  );
}

/** Shown only where the answer takes its time: the style sheet waits. */
const Skeleton = () => (
  <div className="inspector-skeleton" aria-hidden="true">
    <i />
    <i />
    <i />
    <i />
  </div>
);
