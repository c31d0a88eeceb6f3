/** What was told of what is stored, as it came. */

import type { Tail, Told } from "./tail";
import { momentInWords, nameInWords } from "./words";

const STATUS = { connecting: "Connecting…", live: "Live", reconnecting: "Reconnecting…" };

function detailOf({ type, event }: Told): string | null | undefined {
  switch (type) {
    case "OutcomeUpdated":
      return event?.context?.outcome;
    case "NarrativeUpdated":
      return "Its narrative was written";
    default:
      return event?.userIntent?.goal;
  }
}

function Message({ message }: { message: Told }) {
  const { eventName = "", timestamp = 0, id } = message.event ?? {};
  return (
    <li className="message" data-told={id}>
      <span className="message-name">{nameInWords(eventName)}</span>
      <span className="faint">{momentInWords(timestamp)}</span>
      <span className="message-detail">{detailOf(message)}</span>
    </li>
  );
}

export function LiveTail({ tail }: { tail: Tail }) {
  return (
    <section className="card tail" aria-labelledby="tail">
      <header>
        <h2 id="tail">As it happens</h2>
        <span className="status" data-status={tail.status} role="status">
          {STATUS[tail.status]}
        </span>
      </header>
      {tail.messages.length === 0 ? (
        <p className="lead">What is published from now on shows up here, whoever publishes it.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be in reach of the keyboard.
        <ol className="messages" tabIndex={0} aria-label="Messages">
          {tail.messages.map((message) => (
            <Message key={message.cursor} message={message} />
          ))}
        </ol>
      )}
    </section>
  );
}
