/** What graphql-js says about documents. */

import { readFileSync } from "node:fs";
import {
  buildSchema,
  execute,
  GraphQLError,
  Kind,
  parse,
  recommendedRules,
  specifiedRules,
  validate,
} from "graphql";

const SCHEMA = new URL("../../../../schema.graphql", import.meta.url);

/** The server's schema. */
export const schema = buildSchema(readFileSync(SCHEMA, "utf8"));

// What text can't say: a scalar of ours that isn't made of just any literal.
schema.getType("EpochMillis").parseLiteral = (literal) => {
  const isNumber = literal.kind === Kind.INT;
  const isText = literal.kind === Kind.STRING && /^-?\d+$/.test(literal.value);
  return isNumber || isText ? Number(literal.value) : undefined;
};

/**
 * 5.2.4.1 in the edition of September 2025: no directive decides whether a subscription has its
 * field. graphql-js 16 doesn't have this part of the rule.
 */
function SubscriptionsWithoutConditionsRule(context) {
  const check = ({ selections }, seen) => {
    for (const selection of selections) {
      for (const directive of selection.directives ?? []) {
        if (["skip", "include"].includes(directive.name.value)) {
          context.reportError(new GraphQLError("a condition", { nodes: directive }));
        }
      }
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      const inner = name ? context.getFragment(name) : selection;
      if (selection.kind !== Kind.FIELD && inner && !seen.has(name)) {
        check(inner.selectionSet, name ? new Set([...seen, name]) : seen);
      }
    }
  };
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === "subscription") {
        check(selectionSet, new Set());
      }
    },
  };
}

/** The rules of the specification: what graphql-js recommends beyond them is no part of it. */
export const rules = [
  ...specifiedRules.filter((rule) => !recommendedRules.includes(rule)),
  SubscriptionsWithoutConditionsRule,
];

/** The names of the rules that a document breaks; `Syntax` alone where it is none. */
export function brokenRules(text) {
  let document;
  try {
    document = parse(text);
  } catch {
    return ["Syntax"];
  }
  const broken = new Set();
  const observed = rules.map((rule) => (context) => {
    const reportError = (error) => {
      broken.add(nameOf(rule));
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }));
  });
  try {
    validate(schema, document, observed);
  } catch {
    // graphql-js 16 looks for the values of variables that decide about a subscription's field.
    broken.add(nameOf(SubscriptionsWithoutConditionsRule));
  }
  return [...broken];
}

export const nameOf = (rule) => rule.name.replace(/Rule$/, "");

/**
 * What an answer to a document looks like that holds these data: the fields that are asked for, in
 * their order. Each is looked up in the data by its name there.
 */
export function shapeOf(text, data) {
  return execute({
    schema,
    document: parse(text),
    rootValue: data,
    fieldResolver: (source, _arguments, _context, { path, fieldName, parentType }) =>
      fieldName === "__typename" ? parentType.name : source[path.key],
    typeResolver: (value) => value.__typename,
  });
}
