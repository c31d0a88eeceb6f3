/** Ways to break documents: each of them breaks a rule of the specification, in most documents. */

import { Kind, parse, print, visit } from "graphql";

const name = (value) => ({ kind: Kind.NAME, value });
const variable = (value) => ({ kind: Kind.VARIABLE, name: name(value) });
const argument = (key, value) => ({ kind: Kind.ARGUMENT, name: name(key), value });
const directive = (value, list = []) => ({
  kind: Kind.DIRECTIVE,
  name: name(value),
  arguments: list,
});
const literal = (kind, value) => ({ kind, value });
const field = (value, rest = {}) => ({ kind: Kind.FIELD, name: name(value), ...rest });
const inline = (on, selections) => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: name(on) },
  selectionSet: { kind: Kind.SELECTION_SET, selections },
});
const include = (value = literal(Kind.BOOLEAN, true)) =>
  directive("include", [argument("if", value)]);

/** Values that are wrong in most places. */
const VALUES = [
  literal(Kind.INT, "2147483648"),
  literal(Kind.INT, "5"),
  literal(Kind.FLOAT, "1.5"),
  literal(Kind.STRING, "UPSTREAM"),
  literal(Kind.ENUM, "UPSTREAM"),
  literal(Kind.ENUM, "NOTHING"),
  literal(Kind.BOOLEAN, true),
  { kind: Kind.NULL },
  { kind: Kind.LIST, values: [] },
  { kind: Kind.LIST, values: [{ kind: Kind.NULL }] },
  { kind: Kind.OBJECT, fields: [] },
  {
    kind: Kind.OBJECT,
    fields: [{ kind: Kind.OBJECT_FIELD, name: name("nothing"), value: literal(Kind.INT, "1") }],
  },
  variable("undefined"),
];

const TYPES = [
  "ID",
  "ID!",
  "[ID!]!",
  "Int",
  "Event",
  "Node",
  "Nothing",
  "EventFilter",
  "[Boolean]!",
];

/** Each takes a node of one of these kinds and changes it, or returns what it becomes. */
const CHANGES = {
  "5.1.1 a type among operations": (document) => `${print(document)} type T { a: ID }`,
  "5.2.2.1 an operation twice": (document) =>
    `${print(document)} query Twice { __typename } query Twice { __typename }`,
  "5.2.3.1 an anonymous operation beside others": (document) => `${print(document)} { __typename }`,
  "5.2.4.1 another root field": [
    Kind.OPERATION_DEFINITION,
    (node) => node.selectionSet.selections.push(field("__typename", { alias: name("more") })),
  ],
  "5.2.4.1 a condition": [
    Kind.OPERATION_DEFINITION,
    (node, random) => random.one(node.selectionSet.selections).directives?.push(include()),
  ],
  "5.3.1 an unknown field": [Kind.SELECTION_SET, (node) => node.selections.push(field("nothing"))],
  "5.3.2 another field of the same name": [
    Kind.SELECTION_SET,
    (node, random) =>
      node.selections.push(
        field(random.one(["id", "eventName", "__typename", "role"]), {
          alias: name(random.one(["id", "eventName", "source", "role", "event"])),
        }),
      ),
  ],
  "5.3.2 the same field with other arguments": [
    Kind.FIELD,
    (node, random, { parent }) => {
      const others = node.arguments.map((one) =>
        random.chance(0.5) ? one : { ...one, value: random.one(VALUES) },
      );
      parent.push({ ...node, arguments: others });
    },
  ],
  "5.3.2 the same field elsewhere": [
    Kind.FIELD,
    (node, random, { parent }) =>
      parent.push(
        inline(random.one(["Event", "Query", "Workflow", "Node", "Mutation"]), [
          { ...node, alias: name(random.one(["id", "a", "x1"])) },
        ]),
      ),
  ],
  "5.3.3 no selections": [
    Kind.FIELD,
    (node) => {
      delete node.selectionSet;
    },
  ],
  "5.3.3 selections of a leaf": [
    Kind.FIELD,
    (node) => {
      node.selectionSet ??= { kind: Kind.SELECTION_SET, selections: [field("id")] };
    },
  ],
  "5.4.1 an unknown argument": [
    Kind.FIELD,
    (node) => node.arguments.push(argument("nothing", literal(Kind.INT, "1"))),
  ],
  "5.4.1 an unknown argument of a directive": [
    Kind.DIRECTIVE,
    (node) => node.arguments.push(argument("nothing", literal(Kind.INT, "1"))),
  ],
  "5.4.2 an argument twice": [Kind.ARGUMENT, (node, _, { parent }) => parent.push(node)],
  "5.4.3 a missing argument": [
    Kind.ARGUMENT,
    (node, _, { parent }) => parent.splice(parent.indexOf(node), 1),
  ],
  "5.5.1.1 a fragment twice": (document) =>
    `${print(document)} fragment T on Query { __typename } fragment T on Query { __typename }`,
  "5.5.1.2 an unknown type": [
    Kind.SELECTION_SET,
    (node) => node.selections.push(inline("Nothing", [field("id")])),
  ],
  "5.5.1.3 a type without fields": [
    Kind.SELECTION_SET,
    (node, random) =>
      node.selections.push(inline(random.one(["ID", "EventFilter", "Direction"]), [field("id")])),
  ],
  "5.5.1.4 a fragment that nothing uses": (document) =>
    `${print(document)} fragment Unused on Query { __typename }`,
  "5.5.2.1 a fragment that isn't there": [
    Kind.SELECTION_SET,
    (node) => node.selections.push({ kind: Kind.FRAGMENT_SPREAD, name: name("Nothing") }),
  ],
  "5.5.2.2 a circle": [
    Kind.FRAGMENT_DEFINITION,
    (node) => node.selectionSet.selections.push({ kind: Kind.FRAGMENT_SPREAD, name: node.name }),
  ],
  "5.5.2.3 an impossible fragment": [
    Kind.SELECTION_SET,
    (node, random) =>
      node.selections.push(
        inline(random.one(["PageInfo", "Viewer", "Node", "StreamMessage", "Query"]), [
          field("__typename"),
        ]),
      ),
  ],
  "5.6.1 another value": [
    Kind.ARGUMENT,
    (node, random) => {
      node.value = random.one(VALUES);
    },
  ],
  "5.6.1 another value in an object": [
    Kind.OBJECT_FIELD,
    (node, random) => {
      node.value = random.one(VALUES);
    },
  ],
  "5.6.1 another default": [
    Kind.VARIABLE_DEFINITION,
    (node, random) => {
      node.defaultValue = random.one(VALUES);
    },
  ],
  "5.6.2 an unknown field of an object": [
    Kind.OBJECT,
    (node) =>
      node.fields.push({
        kind: Kind.OBJECT_FIELD,
        name: name("nothing"),
        value: literal(Kind.INT, "1"),
      }),
  ],
  "5.6.3 a field of an object twice": [
    Kind.OBJECT_FIELD,
    (node, _, { parent }) => parent.push(node),
  ],
  "5.6.4 a missing field of an object": [
    Kind.OBJECT_FIELD,
    (node, _, { parent }) => parent.splice(parent.indexOf(node), 1),
  ],
  "5.7.1 an unknown directive": [Kind.FIELD, (node) => node.directives.push(directive("nothing"))],
  "5.7.2 a directive in another place": [
    [Kind.OPERATION_DEFINITION, Kind.FRAGMENT_DEFINITION, Kind.VARIABLE_DEFINITION],
    (node) => node.directives.push(include()),
  ],
  "5.7.2 a directive of schemas": [
    Kind.FIELD,
    (node) => node.directives.push(directive("deprecated")),
  ],
  "5.7.3 a directive twice": [Kind.FIELD, (node) => node.directives.push(include(), include())],
  "5.8.1 a variable twice": [Kind.VARIABLE_DEFINITION, (node, _, { parent }) => parent.push(node)],
  "5.8.2 another type of a variable": [
    Kind.VARIABLE_DEFINITION,
    (node, random) => {
      node.type = literalType(random.one(TYPES));
    },
  ],
  "5.8.3 an undefined variable": [
    Kind.VARIABLE_DEFINITION,
    (node, _, { parent }) => parent.splice(parent.indexOf(node), 1),
  ],
  "5.8.3 an undefined variable beside __typename": [
    Kind.SELECTION_SET,
    (node) =>
      node.selections.push(field("__typename", { directives: [include(variable("undefined"))] })),
  ],
  "5.8.4 a variable that nothing uses": [
    Kind.OPERATION_DEFINITION,
    (node) =>
      node.variableDefinitions.push({
        kind: Kind.VARIABLE_DEFINITION,
        variable: variable("unused"),
        type: literalType("Int"),
      }),
  ],
  "5.8.5 a variable where it can't be": [
    Kind.ARGUMENT,
    (node, random) => {
      node.value = variable(random.one(["vID", "vIDN", "vInt", "vIntN", "vBooleanN", "vLIDNN"]));
    },
  ],
};

const literalType = (text) =>
  parse(`query ($a: ${text}) { a }`).definitions[0].variableDefinitions[0].type;

/** The ways in which documents are broken. */
export const changes = Object.keys(CHANGES);

/** A document with something changed; undefined where there is nothing to change. */
export function change(text, how, random) {
  const document = structuredClone(parse(text, { noLocation: true }));
  const what = CHANGES[how];
  if (typeof what === "function") {
    return what(document);
  }
  const [kinds, apply] = what;
  const found = [];
  visit(document, {
    enter(node, _key, parent) {
      if ([kinds].flat().includes(node.kind)) {
        found.push({ node, parent });
      }
    },
  });
  const list = found.filter(({ parent }) => apply.length < 3 || Array.isArray(parent));
  if (list.length === 0) {
    return undefined;
  }
  const { node, parent } = random.one(list);
  apply(node, random, { parent });
  return print(document);
}

/** What text may be damaged with: parts of the grammar of section 2. */
const DAMAGE = [
  '"',
  '"""',
  "\\",
  '\\"""',
  "#",
  "\n",
  "\r",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  "()",
  "{}",
  "...",
  "... on",
  "$",
  "@",
  "@skip",
  ":",
  "=",
  "!",
  "|",
  "&",
  ",",
  "\u{feff}",
  "\0",
  "é",
  "-",
  "01",
  "1.",
  ".5",
  "1e",
  "-0",
  "1.5e-3",
  "0x1",
  "1_0",
  "1a",
  "true",
  "null",
  "on",
  "query",
  "queryA",
  "fragment",
  "nullable",
  "[ ID ]",
  '"\\u00e9"',
  '"\\u{1F600}"',
  '"\\u{110000}"',
  '"\\uD83D"',
  '"\\uD83D\\uDE00"',
  '"\\uDE00\\uD83D"',
  '"\\x"',
  '"\\u{}"',
  "' '",
  '"a description"',
  '"""\n a\n"""',
  "extend",
  "type T { a: ID }",
  "subscription",
  "mutation",
  "%",
  "?",
  ";",
  "\u00a0",
];

/** A document with something left out of its text, put in, or put elsewhere. */
export function damage(text, random) {
  const tokens = text.match(/""".*?"""|"(?:[^"\\]|\\.)*"|\w+|\.\.\.|\s+|./gs) ?? [];
  for (let count = 1 + random.below(2); count > 0; count -= 1) {
    const at = random.below(tokens.length);
    const put = random.chance(0.7)
      ? [random.one(DAMAGE)]
      : random.chance(0.5)
        ? [random.one(tokens)]
        : [];
    tokens.splice(at, random.chance(0.5) ? 1 : 0, ...put);
  }
  return tokens.join("");
}
