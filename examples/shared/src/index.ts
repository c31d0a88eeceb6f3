/** What pages are made of. */

export { useAgain } from "./again";
export { EventRow } from "./EventRow";
export { EventsPage, type Source } from "./EventsPage";
export * from "./generated/graphql";
export { History, More, Problem } from "./History";
export { LiveTail } from "./LiveTail";
export { Page } from "./Page";
export { PublishForm } from "./PublishForm";
export { STEPS, type Step, toEvent } from "./step";
export { type Follow, useTail } from "./tail";
export { WorkflowSteps } from "./WorkflowSteps";
