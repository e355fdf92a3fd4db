import { Context, evalExpr } from "mingo/core";
import * as expressionOperators from "mingo/operators/expression";
import * as queryOperators from "mingo/operators/query";
import { Query } from "mingo/query";

/**
 * Evaluates a query of MongoDB. Where the evaluator departs from the server, the server's rules are put in: how values
 * of all types compare (by type, then by value; texts by the bytes of UTF-8), what types are called, and which elements
 * of arrays a test of a field looks at.
 *
 * Source: MongoDB manual, "Comparison/Sort Order", "Query an Array", "$type".
 */
export function meets(document: Fields, filter: object): boolean {
  return new Query(withoutBigints({ ...filter }), { context }).test(document);
}

/** The evaluator does not take them in queries; Mongoose makes them of small numbers. */
function withoutBigints<T>(value: T): T {
  const changed = (of: unknown): unknown => {
    if (typeof of === "bigint") return Number(of);
    if (Array.isArray(of)) return of.map(changed);
    if (!isFields(of) || Object.getPrototypeOf(of) !== Object.prototype) return of;
    return Object.fromEntries(Object.entries(of).map(([name, each]) => [name, changed(each)]));
  };
  return changed(value) as T;
}

type Fields = Readonly<Record<string, unknown>>;

// biome-ignore format: one row per operator
const tests: readonly (readonly [string, (sign: number) => boolean])[] = [
  ["$eq",  (sign) => sign === 0],
  ["$ne",  (sign) => sign !== 0],
  ["$lt",  (sign) => sign < 0],
  ["$lte", (sign) => sign <= 0],
  ["$gt",  (sign) => sign > 0],
  ["$gte", (sign) => sign >= 0],
];

const isOneOf: (typeof tests)[number] = ["$in", (sign) => sign === 0];

type EvaluationOptions = Parameters<typeof evalExpr>[2];

const comparisons = tests.map(([name, test]) => {
  const operator = (document: Fields, expression: unknown, options: EvaluationOptions): boolean => {
    const sides: readonly unknown[] = Array.isArray(expression) ? expression : [];
    const [left, right] = sides.map((side) => evalExpr(document, side, options));
    return test(compareValues(left, right));
  };
  return [name, operator];
});

function isElement(document: Fields, expression: unknown, options: EvaluationOptions): boolean {
  const [value, elements]: readonly unknown[] = Array.isArray(expression)
    ? expression.map((each) => evalExpr(document, each, options))
    : [];
  return Array.isArray(elements) && elements.some((each) => compareValues(value, each) === 0);
}

/** A field is met by its value or, if that is an array, by one of its elements; both of the type of what is asked. */
const fieldTests = [...tests.filter(([name]) => name !== "$ne"), isOneOf].map(([name, test]) => {
  const operator = (path: string, asked: unknown) => (document: Fields) =>
    valuesAt(document, path.split(".")).some((value) =>
      (name === "$in" && Array.isArray(asked) ? asked : [asked]).some(
        (each) => typeOf(value) === typeOf(each) && test(compareValues(value, each)),
      ),
    );
  return [name, operator];
});

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [name, ...rest] = path;
  if (name === undefined) return Array.isArray(value) ? [value, ...value] : [value];
  if (Array.isArray(value)) return value.flatMap((each) => (isFields(each) ? valuesAt(each, path) : []));
  return isFields(value) ? valuesAt(value[name], rest) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

const typeOrder = ["missing", "null", "number", "string", "object", "array", "objectId", "bool", "date"];

function typeOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "bool";
    case "string":
      return "string";
    default:
      return isFields(value) && value._bsontype === "ObjectId" ? "objectId" : "object";
  }
}

function compareValues(left: unknown, right: unknown): number {
  const [one, other] = [typeOf(left), typeOf(right)];
  if (one !== other) return typeOrder.indexOf(one) - typeOrder.indexOf(other);
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (one === "objectId") return compareValues(String(left), String(right));
  if (isOrdered(left) && isOrdered(right)) {
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (one === "missing" || one === "null") return 0;
  throw new TypeError(`the evaluator is asked to compare two of type ${one}`);
}

function isOrdered(value: unknown): value is number | bigint | boolean | Date {
  return ["number", "bigint", "boolean"].includes(typeof value) || value instanceof Date;
}

function typeName(document: Fields, expression: unknown, options: EvaluationOptions): string {
  const value = evalExpr(document, expression as object, options);
  if (typeof value === "bigint") return "long";
  if (typeof value !== "number") return typeOf(value);
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? "int" : "double";
}

/** Longs are whole already; the evaluator has doubles only. */
function floor(document: Fields, expression: unknown, options: EvaluationOptions): unknown {
  const value = evalExpr(document, expression as object, options);
  return typeof value === "number" ? Math.floor(value) : value;
}

const context = Context.init({
  expression: {
    ...expressionOperators,
    ...Object.fromEntries(comparisons),
    $type: typeName,
    $in: isElement,
    $floor: floor,
    $toString: (document: Fields, expression: unknown, options: EvaluationOptions) =>
      String(evalExpr(document, expression as object, options)),
  },
  query: { ...queryOperators, ...Object.fromEntries(fieldTests) },
});
