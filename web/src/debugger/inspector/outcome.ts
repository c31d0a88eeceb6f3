// An outcome as it is edited, and what of it is sent.
import type { OutcomeInput, OutcomePartsFragment, OutcomeVerdict } from "../api/generated/graphql";
import type { Draft } from "./draft";

/** What is edited of an outcome. */
export interface OutcomeFields {
  outcome: string;
  verdict: OutcomeVerdict | null;
  measured: string;
}

/** Nothing told. */
export const NO_OUTCOME: OutcomeFields = { outcome: "", verdict: null, measured: "" };

/** The verdicts in their order, as forms name them. */
export const VERDICTS: readonly (readonly [OutcomeVerdict, string])[] = [
  ["MET", "Met"],
  ["PARTLY", "Partly"],
  ["NOT_MET", "Not met"],
];

/** What an event holds of them. */
export const outcomeFields = ({ context }: OutcomePartsFragment): OutcomeFields => ({
  outcome: context?.outcome ?? "",
  verdict: context?.verdict ?? null,
  measured: context?.impactMetric ?? "",
});

/** What the server would refuse, in words; `undefined` where the draft can be sent. */
export function outcomeProblem({ fields, base }: Draft<OutcomeFields>): string | undefined {
  if (fields.outcome.trim() === "" && base.outcome !== "") {
    return "An outcome can be replaced, but not removed.";
  }
  if (fields.outcome.trim() === "" && fields.verdict !== null) {
    return "A verdict needs an outcome to judge.";
  }
  if (fields.measured.trim() === "" && base.measured !== "") {
    return "What was measured can be replaced, but not removed.";
  }
  return undefined;
}

/** The parts that the draft changes, for the revision that it was begun from. */
export function outcomeInput({ fields, base, revision }: Draft<OutcomeFields>): OutcomeInput {
  const input: OutcomeInput = { expectedRevision: revision };
  const isOther = fields.outcome !== base.outcome;
  if (isOther) {
    input.outcome = fields.outcome;
  }
  // Another outcome takes the verdict on the old one with it.
  if (isOther || fields.verdict !== base.verdict) {
    input.verdict = fields.verdict;
  }
  if (fields.measured !== base.measured) {
    input.impactMetric = fields.measured;
  }
  return input;
}

/** Whether the draft may have no verdict: one that was told stays with its outcome. */
export const mayHaveNoVerdict = ({ fields, base }: Draft<OutcomeFields>): boolean =>
  base.verdict === null || fields.outcome !== base.outcome;
