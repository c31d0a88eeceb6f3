// What takes the place of a graph with too many cards: the table, and a line that says why.
import { Button } from "../../ui/Button";
import { count } from "../../ui/time";
import type { ViewProps } from "../screen";
import TableView from "../table/TableView";

/** The table. */
export function TooLarge({ cards, ...props }: ViewProps & { cards: number }) {
  return (
    <>
      <div className="too-large" role="status">
        <span>
          <b>{count(cards)} cards are too many for a graph</b>, so here is the table. Fewer links or
          one direction make a graph again.
        </span>
        <Button onClick={() => props.update({ large: true })}>Draw it anyway</Button>
      </div>
      <TableView {...props} />
    </>
  );
}
