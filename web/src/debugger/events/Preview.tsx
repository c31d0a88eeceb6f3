// The selected event beside the list: where it stands in its workflow, why it was done, what was expected, and
// what came of it.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { absolute, eventHref, workflowHref } from "../address/links";
import { EventPreviewDocument, type EventPreviewQuery } from "../api/generated/graphql";
import { request } from "../api/request";
import { ErrorView } from "../shell/ErrorView";
import { Button, IconButton } from "../ui/Button";
import { Comparison } from "../ui/Comparison";
import { copyText } from "../ui/clipboard";
import { EventName } from "../ui/EventName";
import { Kbd } from "../ui/Kbd";
import { StateChip } from "../ui/StateIcon";
import { fullTime, isoTime } from "../ui/time";
import { Neighbours } from "./Neighbours";
import { Strip } from "./Strip";
import type { Named } from "./selection";
import { TenantChoice } from "./TenantChoice";
import { useDebounced } from "./useDebounced";

const NEIGHBOURS = 6;

interface PreviewProps {
  named: Named;
  /** Goes up when something was stored that may concern the event. */
  onSelect: (named: Named) => void;
  onClose: () => void;
}

/** The preview of an event. */
export function Preview({ named, onSelect, onClose }: PreviewProps) {
  const settled = useDebounced(named, 80);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ["event", "preview", settled],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { id, tenant } = settled;
      const variables = { id, tenantId: tenant ?? null, first: NEIGHBOURS };
      return request(EventPreviewDocument, variables, signal);
    },
  });
  return (
    <aside
      className={`preview ${isPlaceholderData ? "is-dimmed" : ""}`}
      aria-label="Selected event"
      aria-busy={isPlaceholderData}
    >
      {error ? (
        <PreviewError error={error} named={settled} onSelect={onSelect} onRetry={refetch} />
      ) : data && !data.event ? (
        <NoSuchEvent onClose={onClose} />
      ) : (
        data?.event && (
          <PreviewBody named={named} data={data} event={data.event} onSelect={onSelect} />
        )
      )}
    </aside>
  );
}

interface PreviewErrorProps {
  error: unknown;
  named: Named;
  onSelect: (named: Named) => void;
  onRetry: () => void;
}

function PreviewError({ error, named, onSelect, onRetry }: PreviewErrorProps) {
  const isAmbiguous = (error as { code?: string }).code === "CONFLICT";
  return isAmbiguous ? (
    <TenantChoice id={named.id} onChoose={onSelect} />
  ) : (
    <ErrorView error={error} onRetry={onRetry} />
  );
}

const NoSuchEvent = ({ onClose }: { onClose: () => void }) => (
  <section className="message-view">
    <h2>There is no such event</h2>
    <p>Nobody has stored it, or it isn’t yours to see.</p>
    <Button onClick={onClose}>Close</Button>
  </section>
);

interface BodyProps {
  named: Named;
  data: EventPreviewQuery;
  event: NonNullable<EventPreviewQuery["event"]>;
  onSelect: (named: Named) => void;
}

function PreviewBody({ named, data, event, onSelect }: BodyProps) {
  const { userIntent: intent, context } = event;
  return (
    <>
      <PreviewHead named={named} event={event} />
      <div className="preview-body">
        <Strip named={named} onSelect={onSelect} />
        <Facts
          facts={[
            ["Goal", intent?.goal],
            ["Problem", intent?.problemSolved],
            ["Pain point", intent?.painPoint],
          ]}
        />
        <Comparison
          state={event.outcomeState}
          expected={intent?.expectedOutcome}
          actual={context?.outcome}
          measure={intent?.impactMetric}
          measured={context?.impactMetric}
        />
        <Neighbours
          title="What led here"
          origin={event}
          events={data.causes?.nodes ?? []}
          total={event.causeCount ?? 0}
          further={{ ledTo: event.id }}
          tenant={named.tenant}
          onSelect={onSelect}
        />
        <Neighbours
          title="What it led to"
          origin={event}
          events={data.effects?.nodes ?? []}
          total={event.effectCount ?? 0}
          further={{ causedBy: event.id }}
          tenant={named.tenant}
          onSelect={onSelect}
        />
        {context?.decision && (
          <section>
            <h3 className="preview-title">Decision</h3>
            <p className="own-words">{context.decision}</p>
          </section>
        )}
      </div>
    </>
  );
}

function PreviewHead({ named, event }: Pick<BodyProps, "named" | "event">) {
  const whose = { tenant: named.tenant };
  return (
    <header>
      <div className="preview-row">
        <StateChip state={event.outcomeState} />
        <span className="spacer" />
        <IconButton
          icon="link"
          label="Copy link"
          onClick={() => copyText(absolute(eventHref(event.id, whose)), "Link copied")}
        />
        <Link className="button primary" href={workflowHref(event.id, whose)}>
          Open workflow
          <Kbd>↵</Kbd>
        </Link>
      </div>
      <h2 className="preview-name">
        <EventName name={event.eventName} />
      </h2>
      <div className="preview-meta">
        <span>{event.source}</span>
        <time dateTime={isoTime(event.timestamp)}>{fullTime(event.timestamp)}</time>
        <Link href={eventHref(event.id, whose)} className="mono clip" title={event.id}>
          {shortId(event.id)}
        </Link>
      </div>
    </header>
  );
}

const LONG_ID = 18;

/** "evt_01JDE…9QK" */
const shortId = (id: string): string =>
  id.length <= LONG_ID ? id : `${id.slice(0, 9)}…${id.slice(-4)}`;

function Facts({ facts }: { facts: readonly (readonly [string, string | null | undefined])[] }) {
  const told = facts.filter(([, text]) => text);
  return (
    told.length > 0 && (
      <dl className="facts">
        {told.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="own-words">{text}</dd>
          </div>
        ))}
      </dl>
    )
  );
}
