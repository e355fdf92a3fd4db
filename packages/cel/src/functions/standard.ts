import { index, isIn, size } from "../values/access.ts";
import { add, divide, multiply, negate, not, remainder, subtract } from "../values/arithmetic.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { equal, isEqual } from "../values/equality.ts";
import { noSuchOperator } from "../values/no-such-overload.ts";
import { greaterOrEqual, greaterThan, lessOrEqual, lessThan } from "../values/ordering.ts";
import { typeNameOf } from "../values/type-name.ts";
import { TypeValue } from "../values/type-value.ts";
import type { Value } from "../values/value.ts";
import { conversionRows } from "./conversions.ts";
import type { FunctionBody, FunctionRow, Library } from "./library.ts";
import { isPattern } from "./regex/matcher.ts";
import type { PatternCache } from "./regex/pattern-cache.ts";
import { timeGetterRows } from "./time-getters.ts";

/** Operators take any values and report missing overloads themselves, so all rows of one share a body. */
function operator(name: string, call: FunctionBody, signatures: readonly string[]): readonly FunctionRow[] {
  return signatures.map((signature) => ({
    name,
    signature,
    call,
    total: true,
  }));
}

const ordered: readonly string[] = [
  ...["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"].map(
    (t) => `(${t}, ${t}) bool`,
  ),
  "(int, double) bool",
  "(int, uint) bool",
  "(uint, double) bool",
  "(uint, int) bool",
  "(double, int) bool",
  "(double, uint) bool",
];

// biome-ignore format: one row per operator or overload
const rows: readonly FunctionRow[] = [
  ...operator("_?_:_", choose, ["(bool, A, A) A"]),
  ...operator("_&&_", and, ["(bool, bool) bool"]),
  ...operator("_||_", or, ["(bool, bool) bool"]),
  ...operator("!_", not, ["(bool) bool"]),
  ...operator("_==_", equal, ["(A, A) bool"]),
  ...operator("_!=_", differ, ["(A, A) bool"]),
  ...operator("_<_", lessThan, ordered),
  ...operator("_<=_", lessOrEqual, ordered),
  ...operator("_>_", greaterThan, ordered),
  ...operator("_>=_", greaterOrEqual, ordered),
  ...operator("_+_", add, [
    "(bytes, bytes) bytes", "(double, double) double", "(duration, duration) duration", "(duration, timestamp) timestamp",
    "(timestamp, duration) timestamp", "(int, int) int", "(list(A), list(A)) list(A)", "(string, string) string", "(uint, uint) uint",
  ]),
  ...operator("_-_", subtract, [
    "(double, double) double", "(duration, duration) duration", "(int, int) int", "(timestamp, duration) timestamp",
    "(timestamp, timestamp) duration", "(uint, uint) uint",
  ]),
  ...operator("_*_", multiply, ["(double, double) double", "(int, int) int", "(uint, uint) uint"]),
  ...operator("_/_", divide, ["(double, double) double", "(int, int) int", "(uint, uint) uint"]),
  ...operator("_%_", remainder, ["(int, int) int", "(uint, uint) uint"]),
  ...operator("-_", negate, ["(double) double", "(int) int"]),
  ...operator("_[_]", index, ["(list(A), int) A", "(map(A, B), A) B"]),
  ...operator("@in", isIn, ["(A, list(A)) bool", "(A, map(A, B)) bool"]),

  { name: "size", signature: "(bytes) int",               call: size, total: true, safeInt: true },
  { name: "size", signature: "bytes.() int",              call: size, total: true, safeInt: true },
  { name: "size", signature: "(list(A)) int",             call: size, total: true, safeInt: true },
  { name: "size", signature: "list(A).() int",            call: size, total: true, safeInt: true },
  { name: "size", signature: "(map(A, B)) int",           call: size, total: true, safeInt: true },
  { name: "size", signature: "map(A, B).() int",          call: size, total: true, safeInt: true },
  { name: "size", signature: "(string) int",              call: size, total: true, safeInt: true },
  { name: "size", signature: "string.() int",             call: size, total: true, safeInt: true },

  { name: "contains",   signature: "string.(string) bool", call: contains,   total: true },
  { name: "startsWith", signature: "string.(string) bool", call: startsWith, total: true },
  { name: "endsWith",   signature: "string.(string) bool", call: endsWith,   total: true },
  { name: "matches",    signature: "(string, string) bool", call: matches,   total: true, needs: "patterns", forConstant: { argument: 1, make: matchesConstant }, literal: { argument: 1, isValid: isPattern } },
  { name: "matches",    signature: "string.(string) bool", call: matches,    total: true, needs: "patterns", forConstant: { argument: 1, make: matchesConstant } },

  { name: "type", signature: "(A) type(A)",               call: (value: Value) => new TypeValue(typeNameOf(value)) },
  { name: "dyn",  signature: "(A) dyn",                   call: (value: Value) => value },
  ...conversionRows,
  ...timeGetterRows,
];

/** Operators, conversions, sizes, text tests and time getters of the CEL specification. */
export const standardLibrary: Library = { name: "standard", rows };

function choose(test: Value, then: Value, otherwise: Value): Value | CelError {
  if (typeof test !== "boolean") return noSuchOverload;
  return test ? then : otherwise;
}

function and(left: Value, right: Value): boolean | CelError {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : noSuchOverload;
}

function or(left: Value, right: Value): boolean | CelError {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : noSuchOverload;
}

function differ(left: Value, right: Value): boolean {
  return !isEqual(left, right);
}

function contains(text: Value, part: Value): boolean | CelError {
  return typeof text === "string" && typeof part === "string" ? text.includes(part) : noSuchOverload;
}

function startsWith(text: Value, start: Value): boolean | CelError {
  return typeof text === "string" && typeof start === "string" ? text.startsWith(start) : noSuchOverload;
}

function endsWith(text: Value, end: Value): boolean | CelError {
  return typeof text === "string" && typeof end === "string" ? text.endsWith(end) : noSuchOverload;
}

function matches(patterns: PatternCache, text: Value, pattern: Value): boolean | CelError {
  if (typeof text !== "string") return noSuchOperator("matches", text);
  if (typeof pattern !== "string") return noSuchOverload;
  const matcher = patterns.get(pattern);
  return matcher instanceof CelError ? matcher : matcher.test(text);
}

/** Compiled at the first call, for most conditions that are compiled are never evaluated. */
function matchesConstant(patterns: PatternCache, pattern: string): (text: Value) => boolean | CelError {
  let test: ((text: string) => boolean | CelError) | undefined;
  return (text) => {
    if (typeof text !== "string") return noSuchOperator("matches", text);
    test ??= testFor(patterns, pattern);
    return test(text);
  };
}

function testFor(patterns: PatternCache, pattern: string): (text: string) => boolean | CelError {
  const matcher = patterns.get(pattern);
  return matcher instanceof CelError ? () => matcher : matcher.quickestTest();
}
