import {
  CelMap,
  Duration,
  type Expression,
  isCelError,
  OpaqueValue,
  type Operation,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
  valueToJson,
} from "@orthrus/cel";
import { durationText } from "./duration-text.ts";

/**
 * Writes an operation as the expression somebody could have written, for printing what is left of a condition.
 *
 * Shape: `R.attr.owner == P.id` with a known principal → the tree of `R.attr.owner == "ada"`.
 */
export function expressionOf(operation: Operation): Expression {
  switch (operation.kind) {
    case "constant":
      return constantExpression(operation.value, operation.source);
    case "fail":
      return identifier("undefined");
    case "read":
    case "local":
      return identifier(operation.name);
    case "message":
      return expressionOf(operation.of);
    case "member":
      return select(identifier(operation.variable), operation.name);
    case "computed":
      return select(identifier(operation.variable), operation.name, operation.optional);
    case "field":
      return select(expressionOf(operation.of), operation.name);
    case "select":
      return select(expressionOf(operation.of), operation.name, operation.optional);
    case "has":
      return { kind: "has", ...nowhere, of: expressionOf(operation.of), name: operation.name };
    case "present":
      return presence(operation.of);
    case "index":
      return call(operation.optional ? "_[?_]" : "_[_]", [operation.of, operation.key]);
    case "call":
      return functionCall(operation.name, operation.member, operation.args);
    case "and":
      return call("_&&_", [operation.left, operation.right]);
    case "or":
      return call("_||_", [operation.left, operation.right]);
    case "not":
      return call("!_", [operation.of]);
    case "negate":
      return call("-_", [operation.of]);
    case "choose":
      return call("_?_:_", [operation.test, operation.whenTrue, operation.whenFalse]);
    case "equal":
      return comparison("_==_", operation.left, operation.right);
    case "differ":
      return comparison("_!=_", operation.left, operation.right);
    case "in":
      return comparison("@in", operation.left, operation.right);
    case "order":
      return comparison(comparisonNames[operation.comparison], operation.left, operation.right);
    case "arithmetic":
      return call(arithmeticNames[operation.operator], [operation.left, operation.right]);
    case "list":
      return {
        kind: "list",
        ...nowhere,
        elements: operation.elements.map(({ value, optional }) => ({ value: expressionOf(value), optional })),
      };
    case "map":
      if (operation.variable !== undefined) return identifier(operation.variable);
      return {
        kind: "map",
        ...nowhere,
        entries: operation.entries.map(({ key, value, optional }) => ({
          key: expressionOf(key),
          value: expressionOf(value),
          optional,
        })),
      };
    case "bind": {
      const { local, value, body } = operation;
      return {
        kind: "bind",
        ...nowhere,
        name: named(local),
        value: expressionOf(value),
        body: expressionOf(body),
      };
    }
    case "iterate":
      return {
        kind: "comprehension",
        ...nowhere,
        macro: operation.macro,
        range: expressionOf(operation.range),
        item: named(operation.item),
        second: operation.second && named(operation.second),
        filter: operation.filter && expressionOf(operation.filter),
        body: expressionOf(operation.body),
      };
    case "optional-map": {
      const { of, item, body, flat } = operation;
      const parts = { of: expressionOf(of), item: named(item), body: expressionOf(body), flat };
      return { kind: "optional-map", ...nowhere, ...parts };
    }
    case "or-else":
      return functionCall(operation.unwrap ? "orValue" : "or", true, [operation.of, operation.otherwise]);
  }
}

const nowhere = { offset: 0, start: 0, end: 0 };

const comparisonNames = { lt: "_<_", le: "_<=_", gt: "_>_", ge: "_>=_" } as const;

const arithmeticNames = {
  add: "_+_",
  subtract: "_-_",
  multiply: "_*_",
  divide: "_/_",
  remainder: "_%_",
} as const;

function identifier(name: string): Expression {
  return { kind: "identifier", ...nowhere, name, absolute: false };
}

function select(of: Expression, name: string, optional = false): Expression {
  return { kind: "select", ...nowhere, of, name, optional };
}

function presence(of: Extract<Operation, { readonly kind: "present" }>["of"]): Expression {
  const owner = of.kind === "field" ? expressionOf(of.of) : identifier(of.variable);
  return { kind: "has", ...nowhere, of: owner, name: of.name };
}

function call(name: string, args: readonly Operation[]): Expression {
  return { kind: "call", ...nowhere, name, target: undefined, args: args.map(expressionOf) };
}

function functionCall(name: string, isMember: boolean, operands: readonly Operation[]): Expression {
  const [first, ...rest] = operands.map(expressionOf);
  if (!isMember || first === undefined) return call(name, operands);
  return { kind: "call", ...nowhere, name, target: first, args: rest };
}

function comparison(name: string, left: Operation, right: Operation): Expression {
  const args = [left, right].map((side) =>
    side.kind === "constant" ? constantExpression(plain(side.value), side.source) : expressionOf(side),
  );
  return { kind: "call", ...nowhere, name, target: undefined, args };
}

/** Numbers of different types are equal in comparisons, so `5.0`, as attributes are, is written as people write it. */
function plain(value: Value): Value {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  return isList(value) ? value.map(plain) : value;
}

function named({ name }: { readonly name: string }): { readonly name: string; readonly offset: number } {
  return { name, offset: 0 };
}

function constantExpression(value: Value, source: Operation | undefined): Expression {
  if (source !== undefined && (value instanceof OpaqueValue || typeof value !== "object"))
    return expressionOf(source);
  return literal(value);
}

function literal(value: Value): Expression {
  if (value === null) return { kind: "literal", ...nowhere, type: "null", value };
  if (typeof value === "boolean") return { kind: "literal", ...nowhere, type: "bool", value };
  if (typeof value === "bigint") return { kind: "literal", ...nowhere, type: "int", value };
  if (typeof value === "number") return { kind: "literal", ...nowhere, type: "double", value };
  if (typeof value === "string") return { kind: "literal", ...nowhere, type: "string", value };
  if (value instanceof Uint) return { kind: "literal", ...nowhere, type: "uint", value: value.value };
  if (value instanceof Uint8Array) return { kind: "literal", ...nowhere, type: "bytes", value };
  if (value instanceof Timestamp) return textCall("timestamp", value);
  if (value instanceof Duration) return textCall("duration", durationText(value) ?? value);
  if (value instanceof TypeValue) return identifier(value.name);
  if (isList(value)) {
    const elements = value.map((item) => ({ value: literal(item), optional: false }));
    return { kind: "list", ...nowhere, elements };
  }
  return mapLiteral(value);
}

function mapLiteral(value: Value): Expression {
  const entries = value instanceof CelMap ? [...value.entries()] : jsonEntries(value);
  if (entries === undefined) return identifier("(…)");
  return {
    kind: "map",
    ...nowhere,
    entries: entries.map(([key, item]) => ({ key: literal(key), value: literal(item), optional: false })),
  };
}

function jsonEntries(value: Value): readonly (readonly [string, Value])[] | undefined {
  const json = valueToJson(value);
  if (isCelError(json) || typeof json !== "object" || json === null) return undefined;
  return Object.entries(json);
}

function textCall(name: string, value: Value): Expression {
  const text = valueToJson(value);
  const argument: Value = typeof text === "string" ? text : "";
  return { kind: "call", ...nowhere, name, target: undefined, args: [literal(argument)] };
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
