// What a click on a facet does to the condition on its field.
import type { Term, TextCondition } from "../address/conditions";

/** Whether a term is this value. */
export const isTerm = (value: string) => (term: Term) => term.kind === "is" && term.value === value;

/** The condition with the value, or without it where it has it. */
export function toggledTerms(condition: TextCondition, value: string): TextCondition {
  if (condition.isNot) {
    return { isNot: false, terms: [{ kind: "is", value }] };
  }
  const others = condition.terms.filter((term) => !isTerm(value)(term));
  const isChosen = others.length < condition.terms.length;
  return { isNot: false, terms: isChosen ? others : [...others, { kind: "is", value }] };
}
