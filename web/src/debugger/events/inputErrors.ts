// What the server refused, at the condition that it is about: `inputPath` names the input field.
import type { ApiError } from "../api/errors";
import type { ConditionName } from "./filter";

type Name = ConditionName | "time";

const FIELDS: Readonly<Record<Name, readonly string[]>> = {
  q: ["text", "textPrefix"],
  name: ["eventName"],
  source: ["source"],
  category: ["category"],
  id: ["id"],
  state: ["outcomeState"],
  doc: ["shouldDocument"],
  outcome: ["hasOutcome"],
  causes: ["hasCauses"],
  effects: ["hasEffects"],
  causedBy: ["causedBy"],
  ledTo: ["ledTo"],
  user: ["userId"],
  tenant: ["tenantId"],
  path: ["payload"],
  time: ["startTime", "endTime"],
};

/** As sentences begin with them. */
const LABELS: Readonly<Record<Name, string>> = {
  q: "The text",
  name: "The name",
  source: "The source",
  category: "The category",
  id: "The id",
  state: "The state of the outcome",
  doc: "The documentation",
  outcome: "The outcome",
  causes: "The causes",
  effects: "The effects",
  causedBy: "The id of the cause",
  ledTo: "The id of the effect",
  user: "The user",
  tenant: "The tenant",
  path: "The condition on the payload",
  time: "The time",
};

/** The server's words, where they are about this condition. */
export const errorFor = (error: ApiError | undefined, name: Name): string | undefined =>
  error?.inputPath.some((part) => FIELDS[name].includes(String(part))) ? bare(error) : undefined;

/** Whether the error is about a condition, which says so itself. */
export const isAboutInput = (error: ApiError | undefined): boolean =>
  error?.inputPath[0] === "filter";

/** What is wrong, and with which condition. */
export function wordsOf(error: ApiError): string {
  const names = Object.keys(FIELDS) as Name[];
  const name = names.find((candidate) => errorFor(error, candidate) !== undefined);
  const words = bare(error);
  return name === undefined ? words : `${LABELS[name]} ${words}`;
}

/** The message without the way to the condition. */
const bare = ({ message }: ApiError): string => message.replace(/^filter\S*: /, "");
