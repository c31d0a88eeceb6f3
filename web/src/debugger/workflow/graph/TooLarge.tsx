// What stands in the place of a graph with too many cards.
import { Button } from "../../ui/Button";
import { count } from "../../ui/time";
import type { Update } from "../screen";

/** Offers the table. */
export function TooLarge({ count: cards, update }: { count: number; update: Update }) {
  return (
    <section className="message-view">
      <h2>{count(cards)} cards are too many for a graph</h2>
      <p>
        The table has them all, sorted as you like. Fewer links or one direction make a graph again.
      </p>
      <div className="message-actions">
        <Button look="primary" icon="rows" onClick={() => update({ view: "table" })}>
          Show as table
        </Button>
        <Button onClick={() => update({ large: true })}>Draw it anyway</Button>
      </div>
    </section>
  );
}
