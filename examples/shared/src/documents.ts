/** What is asked and published, for servers: it needs no browser. */

export * from "./generated/graphql";
export { STEPS, type Step, toEvent } from "./step";
