// What the server refused, at the condition that it is about: `inputPath` names the input field.
import type { ApiError } from "../api/errors";
import type { Chip } from "./chips";

const FIELDS: Readonly<Record<Chip["name"], readonly string[]>> = {
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

/** The server's words, where they are about this condition. */
export const errorFor = (error: ApiError | undefined, name: Chip["name"]): string | undefined =>
  error?.inputPath.some((part) => FIELDS[name].includes(String(part))) ? wordsOf(error) : undefined;

/** Whether the error is about a condition, which says so itself. */
export const isAboutInput = (error: ApiError | undefined): boolean =>
  error?.inputPath[0] === "filter";

/** What is wrong, without the way to it. */
export const wordsOf = ({ message }: ApiError): string => message.replace(/^filter\S*: /, "");
