// Which screen an address names. Screens but the first are loaded when they are needed:
//
//   const Workflow = lazy(() => import("./workflow/WorkflowScreen"));
//   <Route path="/w/:id" component={Workflow} />
import { lazy } from "react";
import { Link, Route, Switch } from "wouter";
import { EventsScreen } from "./events/EventsScreen";

const EventPage = lazy(() => import("./inspector/EventPage"));
const WorkflowScreen = lazy(() => import("./workflow/WorkflowScreen"));

/** The screen that the address names. */
export function Screens() {
  return (
    <Switch>
      <Route path="/" component={EventsScreen} />
      <Route path="/w/:id" component={WorkflowScreen} />
      <Route path="/e/:id" component={EventPage} />
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
