// What the event was about, what machines were told beside it, and what of its context has no field.
import { useLocation } from "wouter";
import { eventsHref } from "../address/links";
import { Button } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { JsonTree } from "./JsonTree";
import { mayFilterBy } from "./json";
import type { Inspected } from "./useEvent";

/** The tab. */
export function PayloadTab({ event }: { event: Inspected }) {
  const [, navigate] = useLocation();
  const filter = (path: readonly string[], value: unknown) => {
    if (mayFilterBy(path)) {
      navigate(
        eventsHref({
          path: [{ path, operator: "eq", value }],
          span: { kind: "all" },
          sel: event.id,
        }),
      );
    }
  };
  const { metadata, context } = event;
  return (
    <>
      <Value title="Payload" value={event.payload} onFilter={filter} />
      {metadata !== null && <Value title="Metadata" value={metadata} />}
      {context?.extra != null && <Value title="Further context" value={context.extra} />}
    </>
  );
}

interface ValueProps {
  title: string;
  value: unknown;
  onFilter?: (path: readonly string[], value: unknown) => void;
}

function Value({ title, value, onFilter }: ValueProps) {
  const copy = () => copyText(JSON.stringify(value, null, 2), `${title} copied`);
  return (
    <section className="told">
      <div className="section-head">
        <h3>{title}</h3>
        <Button look="quiet" className="small" icon="copy" onClick={copy}>
          Copy
        </Button>
      </div>
      <JsonTree value={value} onFilter={onFilter} />
    </section>
  );
}
