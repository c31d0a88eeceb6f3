// Who or what told the story, from what, and whether that is still all there is.
import type { ReactNode } from "react";
import { writerOf } from "../../inspector/narrative";
import { useIsOnline } from "../../shell/Banners";
import { Icon } from "../../ui/Icon";
import { counted, dayAndClock } from "../../ui/time";
import type { Missing } from "../partial";
import type { Update } from "../screen";
import { type Cast, EventChip } from "./Sections";
import type { Told, ToldNarrative } from "./told";

interface BoxProps {
  isPeoples?: boolean;
  /** What has it written, where that would change something. */
  action: { label: string; isDisabled: boolean; run: () => void } | undefined;
  children: ReactNode;
}

function Box({ isPeoples = false, action, children }: BoxProps) {
  const isOnline = useIsOnline();
  return (
    <div className="told-by">
      <Icon name={isPeoples ? "user" : "document"} />
      <div>
        {children}
        {!isOnline && (
          <p>You are offline: this is the story as it was told last, and none is written now.</p>
        )}
      </div>
      {action && (
        <button
          type="button"
          className="told-by-action"
          disabled={action.isDisabled || !isOnline}
          onClick={action.run}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}

interface ToldByTemplateProps extends Pick<BoxProps, "action"> {
  told: Told;
  missing: readonly Missing[];
  update: Update;
}

/** Of the template's story, which is told as it is asked for. */
export function ToldByTemplate({ told, missing, update, action }: ToldByTemplateProps) {
  return (
    <Box action={action}>
      <p>
        {templateWords(told)}
        {clockWords()}
        {told.narrative?.stale && <b> Something changed since the narrative was written.</b>}
      </p>
      {missing.map(({ text, action: more }) => (
        <p key={text}>
          {text}
          {more && (
            <>
              {": "}
              <button
                type="button"
                className="link-button text-link"
                onClick={() => update(more.change)}
              >
                {more.label.toLowerCase()}
              </button>
            </>
          )}
          .
        </p>
      ))}
    </Box>
  );
}

/** Sentences of the template have the times of its server's clock, chips those of the reader's. */
const clockWords = (): string =>
  new Date().getTimezoneOffset() === 0 ? "" : " Its times are UTC.";

function templateWords({ events }: Told): string {
  const documented = events.filter(({ shouldDocument }) => shouldDocument).length;
  if (documented === 0) {
    const all = counted(events.length, "event");
    return `Told by the template from ${all}. None is marked for documentation, so every one is told.`;
  }
  const from = `Told by the template from ${counted(documented, "documented event")}.`;
  return events.length === 1 ? `${from} What leads here, or follows, will be told with it.` : from;
}

interface ToldByWriterProps extends Pick<BoxProps, "action"> {
  narrative: ToldNarrative;
  cast: Cast;
}

/** Of a narrative, which is told as it was written. */
export function ToldByWriter({ narrative, cast, action }: ToldByWriterProps) {
  const { generatedAt, updatedAt, stale, event } = narrative;
  const writer = writerOf(narrative);
  const at = dayAndClock(Date.parse((writer === undefined ? null : generatedAt) ?? updatedAt));
  const words =
    writer === undefined
      ? `Written by people, ${at}, about`
      : `Told by ${writer}, ${at}, from what led to`;
  return (
    <Box isPeoples={writer === undefined} action={action}>
      <p>
        {words}
        <EventChip id={event.id} cast={cast} />
        {writer !== undefined && clockWords()}
        {stale && <b> Something changed since.</b>}
      </p>
    </Box>
  );
}
