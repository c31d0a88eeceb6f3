/** Random documents that fit the schema, or nearly so. */

import {
  doTypesOverlap,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import { schema } from "./oracle.mjs";

const SCALARS = {
  ID: ['"a"', '"b"', "7", '"nothing"'],
  String: [
    '"x"',
    '"widget.created"',
    '""',
    '"""\n  block\n"""',
    '"\\u{1F600}"',
    '"\\uD83D\\uDE00"',
  ],
  Int: ["0", "1", "2", "3"],
  Boolean: ["true", "false"],
  EpochMillis: ["0", "1764000000000", '"1764000000000"', "-1"],
  JSON: ["1", "-0.5e1", '"x"', "null", "true", "RED", "[1, [2]]", '{ a: { b: "c" }, d: [] }'],
  Cursor: ['"x"'],
};

/** Arguments that most values make no sense for. */
const ARGUMENTS = {
  filter: ["null", "{}", "{ shouldDocument: true }", '{ eventName: { startsWith: "a" } }'],
  after: ["null"],
  before: ["null"],
};

const composites = Object.values(schema.getTypeMap()).filter(
  (type) => isCompositeType(type) && !type.name.startsWith("__"),
);

/** Makes one document. With `sensible` arguments it can be run without errors. */
export class Generator {
  #random;
  #sensible;
  #fragments = [];
  #aliases = 0;
  #left = 60;

  constructor(random, sensible = false) {
    this.#random = random;
    this.#sensible = sensible;
  }

  /** A document's text. */
  document(kinds = ["query", "query", "query", "mutation", "subscription"]) {
    const random = this.#random;
    const fragments = random.chance(0.5) ? 1 + random.below(3) : 0;
    for (let count = 0; count < fragments; count += 1) {
      this.#fragment(random.chance(0.3) ? schema.getQueryType() : random.one(composites));
    }
    const operations = random.chance(0.15) ? 2 : 1;
    const texts = [];
    for (let count = 0; count < operations; count += 1) {
      texts.push(this.#operation(random.one(kinds), operations > 1 ? `Operation${count}` : ""));
    }
    const used = this.#fragments.filter(({ isUsed }) => isUsed);
    // One that only unused ones spread is unused, too, which is for the oracle to tell.
    return [...texts, ...used.map(({ text }) => text)].join("\n");
  }

  #fragment(type) {
    const scope = new Map();
    const name = `F${this.#fragments.length}`;
    const text = `fragment ${name} on ${type.name} ${this.#selections(type, 2, scope)}`;
    this.#fragments.push({ name, type, text, scope, isUsed: false });
  }

  #operation(kind, name) {
    const root = schema.getRootType(kind);
    const scope = new Map();
    const selections =
      kind === "subscription"
        ? this.#subscription(root, scope)
        : this.#selections(root, this.#sensible ? 4 : 3, scope);
    if (!name && kind === "query" && scope.size === 0 && this.#random.chance(0.5)) {
      return selections;
    }
    const isNamed = name || this.#random.chance(0.5);
    const definitions = [...scope].map(([variable, { type, value }]) => {
      const hasDefault = this.#sensible || (value !== "null" && this.#random.chance(0.2));
      return `$${variable}: ${type}${hasDefault ? ` = ${value}` : ""}`;
    });
    const variables = definitions.length > 0 ? `(${definitions.join(", ")})` : "";
    return `${kind} ${isNamed ? name || "Named" : ""}${variables} ${selections}`;
  }

  #subscription(root, scope) {
    const field = this.#field(Object.values(root.getFields())[0], 3, scope, false);
    switch (this.#random.below(4)) {
      case 0:
        return `{ ... { ${field} } }`;
      case 1:
        return `{ ... on ${root.name} { ${field} } ${field} }`;
      default:
        return `{ ${field} }`;
    }
  }

  #selections(type, depth, scope) {
    const random = this.#random;
    const parts = [];
    if (isAbstractType(type)) {
      parts.push("__typename");
    }
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    const possible = fields.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
    for (const field of random.some(possible, 1, 4)) {
      const times = random.chance(0.1) ? 2 : 1;
      for (let count = 0; count < times; count += 1) {
        parts.push(this.#field(field, depth, scope));
      }
    }
    if (random.chance(0.2)) {
      parts.push(`${random.chance(0.5) ? "" : "a: "}__typename${this.#directives(scope)}`);
    }
    if (depth > 0 && this.#left > 0 && (random.chance(0.3) || parts.length === 0)) {
      parts.push(this.#inline(type, depth - 1, scope));
    }
    const fitting = this.#fragments.filter((fragment) =>
      doTypesOverlap(schema, type, fragment.type),
    );
    if (fitting.length > 0 && random.chance(0.5)) {
      const fragment = random.one(fitting);
      fragment.isUsed = true;
      for (const [name, variable] of fragment.scope) {
        scope.set(name, variable);
      }
      parts.push(`...${fragment.name}${this.#directives(scope)}`);
    }
    this.#left -= parts.length;
    return `{ ${(parts.length > 0 ? parts : ["__typename"]).join(random.chance(0.1) ? ", " : " ")} }`;
  }

  #inline(type, depth, scope) {
    const narrower = composites.filter((other) => doTypesOverlap(schema, type, other));
    const on = this.#random.chance(0.3) ? undefined : this.#random.one(narrower);
    const condition = on ? ` on ${on.name}` : "";
    return `...${condition}${this.#directives(scope)} ${this.#selections(on ?? type, depth, scope)}`;
  }

  #field(field, depth, scope, mayHaveDirectives = true) {
    const random = this.#random;
    let alias = "";
    // Other arguments under one name can't be merged.
    const isAlone = this.#sensible && field.args.length > 0 && random.chance(0.8);
    if (isAlone || random.chance(0.15)) {
      this.#aliases += 1;
      alias = `x${this.#aliases}: `;
    } else if (random.chance(0.03)) {
      alias = `${random.one(["a", "b", "id", "eventName"])}: `;
    }
    const given = field.args.filter((one) => isRequiredArgument(one) || random.chance(0.25));
    const isPaged = given.some(({ name }) => name === "first");
    const values = given
      .filter(({ name }) => !(isPaged && name === "last"))
      .map((argument) => `${argument.name}: ${this.#argument(argument, scope)}`);
    const text = `${alias}${field.name}${values.length > 0 ? `(${values.join(", ")})` : ""}`;
    const directives = mayHaveDirectives ? this.#directives(scope) : "";
    const type = getNamedType(field.type);
    return `${text}${directives}${isLeafType(type) ? "" : ` ${this.#selections(type, depth - 1, scope)}`}`;
  }

  #argument({ name, type, defaultValue }, scope) {
    if (this.#sensible && ARGUMENTS[name]) {
      return this.#random.one(ARGUMENTS[name]);
    }
    return this.#value(type, scope, defaultValue !== undefined, 2);
  }

  #directives(scope) {
    if (!this.#random.chance(0.1)) {
      return "";
    }
    const condition = this.#value(schema.getDirective("skip").args[0].type, scope, false, 0);
    return ` @${this.#random.one(["skip", "include"])}(if: ${condition})`;
  }

  #value(type, scope, hasDefault, depth) {
    const random = this.#random;
    if (scope && random.chance(0.2)) {
      return this.#variable(type, scope, hasDefault, depth);
    }
    if (isNonNullType(type)) {
      return this.#value(type.ofType, undefined, false, depth);
    }
    if (random.chance(this.#sensible ? 0 : 0.05)) {
      return "null";
    }
    if (isListType(type)) {
      const item = () => this.#value(type.ofType, scope, false, depth - 1);
      const isBare = random.chance(0.1);
      const items = Array.from({ length: random.below(3) }, item);
      return isBare
        ? this.#value(getNullableType(type.ofType), scope, false, depth)
        : `[${items.join(", ")}]`;
    }
    if (isEnumType(type)) {
      return random.one(type.getValues()).name;
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth > 0 && random.chance(0.15)),
      );
      const values = fields.map((field) => {
        const value = this.#value(field.type, scope, field.defaultValue !== undefined, depth - 1);
        return `${field.name}: ${value}`;
      });
      return `{ ${values.join(", ")} }`;
    }
    return random.one(SCALARS[type.name]);
  }

  /** Mostly of the type that is expected. */
  #variable(type, scope, hasDefault, depth) {
    const isLoose = isNonNullType(type) && (hasDefault || this.#random.chance(0.05));
    const given = isLoose ? type.ofType : type;
    const name = `v${String(given).replace(/\W/g, (sign) => ({ "[": "L", "]": "", "!": "N" })[sign])}`;
    const value = this.#value(getNullableType(given), undefined, false, depth);
    if (!scope.has(name)) {
      scope.set(name, { type: String(given), value });
    }
    return `$${name}`;
  }
}
