import { type ComprehensionMacro, OpaqueValue, type Operation, substituteLocal } from "@orthrus/cel";
import type { PlanOperand } from "@orthrus/protocol";
import { valueOperand } from "./normalise-operand.ts";
import { PlanError } from "./plan-error.ts";
import { mapEntriesOf, renderKeys, renderList, renderStruct, renderValue } from "./render-value.ts";

/**
 * How `has()` of something unknown is said.
 *
 * - `operator`: as `(has x)`.
 * - `narrow`: as `(ne x null)` where that can only narrow the filter, and as `(has x)` elsewhere.
 * - `null`: always as a comparison with null, for stores in which null stands for what is not there.
 * - `compatible`: as true, as the reference does.
 */
export type PlanPresence = "operator" | "narrow" | "null" | "compatible";

/**
 * Says an expression in the language of filters.
 *
 * Throws: `PlanError` for what that language has no word for.
 */
export function renderOperation(operation: Operation, presence: PlanPresence): PlanOperand {
  return new Rendering(presence).render(operation);
}

type Kind<Name extends Operation["kind"]> = Operation & { readonly kind: Name };

// One concept, the word for each kind of operation, so it stays in one class.
class Rendering {
  readonly #presence: PlanPresence;

  constructor(presence: PlanPresence) {
    this.#presence = presence;
  }

  render(operation: Operation): PlanOperand {
    switch (operation.kind) {
      case "constant":
        // A hierarchy has no form of its own in a filter, but the call it was folded from has.
        if (operation.value instanceof OpaqueValue && operation.source) return this.render(operation.source);
        return renderValue(operation.value);
      case "fail":
        return expression("error", []);
      case "read":
      case "field":
      case "member":
      case "local":
        return named(operation) ?? this.#getField(operation);
      case "message":
        return this.render(operation.of);
      case "computed":
        if (operation.optional) throw notOptional(".?");
        return { kind: "variable", name: `variables.${operation.name}` };
      case "select":
        if (operation.optional) throw notOptional(".?");
        return named(operation) ?? this.#getField(operation);
      case "has":
      case "present":
        return this.#presenceOf(operation, false);
      case "index":
        if (operation.optional) throw notOptional("[?]");
        return this.#call("index", [operation.of, operation.key]);
      case "call":
        return this.#call(callNames.get(operation.name) ?? operation.name, operation.args);
      case "and":
      case "or":
        return this.#call(operation.kind, [operation.left, operation.right]);
      case "not":
        return this.#negation(operation);
      case "negate":
        return this.#call("-_", [operation.of]);
      case "choose":
        return this.#call("if", [operation.test, operation.whenTrue, operation.whenFalse]);
      case "equal":
        return this.#call("eq", [operation.left, operation.right]);
      case "differ":
        return this.#call("ne", [operation.left, operation.right]);
      case "in":
        return expression("in", [this.render(operation.left), this.#container(operation.right)]);
      case "order":
        return this.#call(operation.comparison, [operation.left, operation.right]);
      case "arithmetic":
        return this.#call(arithmeticNames[operation.operator], [operation.left, operation.right]);
      case "list":
        if (operation.elements.some(({ optional }) => optional)) throw notOptional("[?]");
        return renderList(operation.elements.map(({ value }) => this.render(value)));
      case "map":
        return renderStruct(this.#entries(operation));
      case "bind":
        return this.render(substituteLocal(operation.body, operation.local.slot, operation.value));
      case "iterate":
        return this.#iterate(operation);
      case "optional-map":
        throw notOptional(operation.flat ? "optFlatMap" : "optMap");
      case "or-else":
        throw notOptional(operation.unwrap ? "orValue" : "or");
    }
  }

  #call(operator: string, operands: readonly Operation[]): PlanOperand {
    return expression(
      operator,
      operands.map((operand) => this.render(operand)),
    );
  }

  #getField(operation: Operation): PlanOperand {
    if (operation.kind !== "select" && operation.kind !== "field") {
      throw new PlanError(operation.kind, "name an attribute");
    }
    return expression("get-field", [this.render(operation.of), { kind: "variable", name: operation.name }]);
  }

  #negation({ of }: Kind<"not">): PlanOperand {
    if (of.kind === "has" || of.kind === "present") return this.#presenceOf(of, true);
    return this.#call("not", [of]);
  }

  #presenceOf(operation: Kind<"has"> | Kind<"present">, isAbsent: boolean): PlanOperand {
    if (this.#presence === "compatible") return valueOperand(!isAbsent);
    const operator = isAbsent ? "eq" : "ne";
    if (operation.kind === "present") return this.#presenceOfDeclared(operation, operator);
    const { of, name, type, place } = operation;
    const selection = this.render({ kind: "select", type, place, of, name, optional: false });
    if (this.#presence === "null") return expression(operator, [selection, valueOperand(null)]);
    const has = expression("has", [selection]);
    return isAbsent ? expression("not", [has]) : has;
  }

  #presenceOfDeclared({ of }: Kind<"present">, operator: "eq" | "ne"): PlanOperand {
    if (of.kind === "computed") {
      throw new PlanError(`has(V.${of.name})`, "ask for the attribute that the variable reads");
    }
    if (of.kind === "member") return valueOperand(operator === "ne");
    const absent = absentValues[of.field.absent];
    return expression(operator, [this.render(of), absent]);
  }

  #container(operation: Operation): PlanOperand {
    return this.#keys(operation) ?? this.render(operation);
  }

  /** The keys of a map that is known; `undefined` for anything else: parts of a map that are missing make it fail. */
  #keys(operation: Operation): PlanOperand | undefined {
    if (operation.kind === "map") {
      const isKnown = operation.entries.every(
        ({ key, value }) => key.kind === "constant" && value.kind === "constant",
      );
      return isKnown ? renderKeys(this.#entries(operation).map(([key]) => key)) : undefined;
    }
    if (operation.kind !== "constant") return undefined;
    const entries = mapEntriesOf(operation.value);
    return entries && renderKeys(entries.map(([key]) => renderValue(key)));
  }

  #entries({ entries, variable }: Kind<"map">): readonly (readonly [PlanOperand, PlanOperand])[] {
    if (variable !== undefined)
      throw new PlanError(variable, `name what you need of it, as in \`${variable}.x\``);
    if (entries.some(({ optional }) => optional)) throw notOptional("{?:}");
    return entries.map(({ key, value }) => [this.render(key), this.render(value)]);
  }

  #iterate({ macro, range, item, second, filter, body }: Kind<"iterate">): PlanOperand {
    // With a second variable, a list of keys would be numbered instead of looked up.
    const over = second === undefined ? this.#container(range) : this.render(range);
    const names = second === undefined ? [item] : [item, second];
    const lambda = expression("lambda", [
      ...(filter === undefined ? [] : [this.render(filter)]),
      this.render(body),
      ...names.map(({ name }): PlanOperand => ({ kind: "variable", name })),
    ]);
    // COMPAT(cerbos): `map` with a filter is the same as `transformList`.
    const operator = macro === "map" && filter !== undefined ? "transformList" : macroNames[macro];
    return expression(operator, [over, lambda]);
  }
}

/** A name and the constant selections after it; `undefined` when something else is selected from. */
function named(operation: Operation): PlanOperand | undefined {
  const name = nameOf(operation);
  return name === undefined ? undefined : { kind: "variable", name };
}

function nameOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case "read":
      return longNames.get(operation.name) ?? operation.name;
    case "local":
      return operation.name;
    case "member":
      return `${longNames.get(operation.variable) ?? operation.variable}.${operation.name}`;
    case "message":
      return nameOf(operation.of);
    case "field":
    case "select": {
      if (operation.kind === "select" && operation.optional) return undefined;
      const of = nameOf(operation.of);
      return of === undefined ? undefined : `${of}.${operation.name}`;
    }
    default:
      return undefined;
  }
}

function expression(operator: string, operands: readonly PlanOperand[]): PlanOperand {
  return { kind: "expression", operator, operands };
}

function notOptional(operator: string): PlanError {
  return new PlanError(operator, "ask with `has()` first instead of using optional values");
}

const longNames: ReadonlyMap<string, string> = new Map([
  ["R", "request.resource"],
  ["P", "request.principal"],
  ["V", "variables"],
  ["C", "constants"],
  ["G", "globals"],
]);

const callNames: ReadonlyMap<string, string> = new Map([
  ["math.greatest", "math.@max"],
  ["math.least", "math.@min"],
]);

const arithmeticNames = {
  add: "add",
  subtract: "sub",
  multiply: "mult",
  divide: "div",
  remainder: "mod",
} as const;

const macroNames: Readonly<Record<ComprehensionMacro, string>> = {
  all: "all",
  exists: "exists",
  existsOne: "exists_one",
  filter: "filter",
  map: "map",
  sortBy: "sortBy",
  transformList: "transformList",
  transformMap: "transformMap",
  transformMapEntry: "transformMapEntry",
};

const absentValues = {
  "empty-string": valueOperand(""),
  "empty-list": valueOperand([]),
  "empty-map": expression("struct", []),
  message: valueOperand(null),
} as const;
