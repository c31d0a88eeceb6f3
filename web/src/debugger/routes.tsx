// Which screen an address names. Screens but the first are loaded when they are needed:
//
//   const Workflow = lazy(() => import("./workflow/WorkflowScreen"));
//   <Route path="/w/:id" component={Workflow} />
import { Link, Route, Switch } from "wouter";
import { EventsScreen } from "./events/EventsScreen";

/** The screen that the address names. */
export function Screens() {
  return (
    <Switch>
      <Route path="/" component={EventsScreen} />
      <Route>
        <section className="message-view">
          <h2>There is no such page</h2>
          <Link className="text-link" href="/">
            Back to the events
          </Link>
        </section>
      </Route>
    </Switch>
  );
}
