// Nothing was ever stored: how to publish the first event, which opens by itself the moment it is stored.
import { useId, useState } from "react";
import { BASE, GRAPHIQL_URL, GRAPHQL_URL } from "../api/base";
import { token } from "../api/session";
import { useViewer } from "../shell/useViewer";
import { Button } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { useStore } from "../ui/store";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toasts";
import { EXAMPLES, type ExampleName, pieces } from "./examples";
import "./empty.css";

/** How it goes with the sample history. */
export type SampleState = "on its way" | "stored" | "refused";

interface EmptyHistoryProps {
  onSample: (is: SampleState) => void;
}

/** The page of an empty history. */
export function EmptyHistory({ onSample }: EmptyHistoryProps) {
  return (
    <main className="empty">
      <Ghosts side="left" />
      <div className="empty-middle">
        <h1>Nothing has happened yet. Publish the first event</h1>
        <p>
          An event tells what somebody did, why, and what they expected. Link the next one to it,
          and the workflow draws itself.
        </p>
        <div className="waiting" role="status">
          <span className="pulse" />
          <span>
            Waiting for the first event
            <small>It opens here by itself, the moment it is stored.</small>
          </span>
        </div>
        <Examples />
        <div className="choices">
          <Sample onSample={onSample} />
          <div className="choice">
            <b className="choice-title">You have a history already?</b>
            <span>
              <code>event-mesh migrate up</code> takes it over, see the README
            </span>
          </div>
        </div>
      </div>
      <Ghosts side="right" />
    </main>
  );
}

const TABS = [
  { name: "curl", label: "curl" },
  { name: "typescript", label: "TypeScript" },
] as const;

function Examples() {
  const [name, setName] = useState<ExampleName>("curl");
  const panelId = useId();
  const needsToken = useStore(token) !== null;
  const text = EXAMPLES[name]({ url: GRAPHQL_URL, needsToken });
  return (
    <section className="example" aria-label="How to publish an event">
      <div className="example-head">
        <Tabs
          className="segments"
          tabs={TABS}
          chosen={name}
          onChoose={setName}
          label="Language"
          panelId={panelId}
        />
        <a className="button quiet wide-only" href={GRAPHIQL_URL}>
          GraphiQL
        </a>
        <span className="spacer" />
        <Button icon="copy" onClick={() => copyText(text, "Copied")}>
          Copy
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <pre id={panelId} role="tabpanel" tabIndex={0} aria-label={`Publish with ${name}`}>
        {pieces(text).map(({ text: piece, isKey, at }) =>
          isKey ? <b key={at}>{piece}</b> : <span key={at}>{piece}</span>,
        )}
      </pre>
    </section>
  );
}

/** Stores a sample history: by a button where the server lets anybody, else by the program. */
function Sample({ onSample }: EmptyHistoryProps) {
  const known = useViewer();
  const [isBusy, setBusy] = useState(false);
  const mayStore = known?.viewer.role === "ANONYMOUS" && !known.server.production;
  const store = async () => {
    setBusy(true);
    onSample("on its way");
    const answer = await fetch(new URL("sample", BASE), { method: "POST" }).catch(() => undefined);
    setBusy(false);
    onSample(answer?.ok ? "stored" : "refused");
    if (!answer?.ok) {
      showToast("The sample could not be stored");
    }
  };
  return (
    <div className="choice">
      <b className="choice-title">Look around first</b>
      {mayStore ? (
        <Button onClick={store} disabled={isBusy}>
          Store a sample history
        </Button>
      ) : (
        <span>
          Store a sample workflow: <code>event-mesh demo</code>
        </span>
      )}
    </div>
  );
}

const CARDS = {
  left: ["a", "b", "c"],
  right: ["d", "e", "f"],
} as const;

const CURVES = {
  left: "M150 231C250 231 190 341 260 341M150 451C250 451 190 341 260 341",
  right:
    "M-10 341C60 341 60 261 120 261M-10 341C60 341 60 451 120 451M310 261C360 261 360 341 420 341M310 451C360 451 360 341 420 341",
} as const;

function Ghosts({ side }: { side: "left" | "right" }) {
  return (
    <div className="ghosts" aria-hidden="true">
      <svg width="460" height="800" aria-hidden="true">
        <path d={CURVES[side]} />
      </svg>
      {CARDS[side].map((card) => (
        <div key={card} className={`ghost ${card}`} />
      ))}
    </div>
  );
}
