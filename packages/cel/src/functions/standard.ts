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
function operator(
  name: string,
  call: FunctionBody,
  signatures: readonly string[],
  about: string,
  example: readonly [expression: string, value: string],
): readonly FunctionRow[] {
  return signatures.map((signature, i) => ({
    name,
    signature,
    call,
    total: true,
    ...(i === 0 && { about, example }),
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
  ...operator("_?_:_", choose, ["(bool, A, A) A"],       "the second value when the first is true, else the third", ["true ? 1 : 2", "1"]),
  ...operator("_&&_", and, ["(bool, bool) bool"],        "true when both are; an error on one side is absorbed by a false on the other", ["true && false", "false"]),
  ...operator("_||_", or, ["(bool, bool) bool"],         "true when one is; an error on one side is absorbed by a true on the other", ["true || false", "true"]),
  ...operator("!_", not, ["(bool) bool"],                "the opposite", ["!true", "false"]),
  ...operator("_==_", equal, ["(A, A) bool"],            "equal; numbers of different types compare by value when their types are not known", ["dyn(1) == 1.0", "true"]),
  ...operator("_!=_", differ, ["(A, A) bool"],           "not equal", ["1 != 2", "true"]),
  ...operator("_<_", lessThan, ordered,                  "before, of one type or two numbers; text by code point", ["1 < 1.5", "true"]),
  ...operator("_<=_", lessOrEqual, ordered,              "before or equal", ["'a' <= 'b'", "true"]),
  ...operator("_>_", greaterThan, ordered,               "after", ["2u > 1u", "true"]),
  ...operator("_>=_", greaterOrEqual, ordered,           "after or equal", ["duration('1h') >= duration('60m')", "true"]),
  ...operator("_+_", add, [
    "(bytes, bytes) bytes", "(double, double) double", "(duration, duration) duration", "(duration, timestamp) timestamp",
    "(timestamp, duration) timestamp", "(int, int) int", "(list(A), list(A)) list(A)", "(string, string) string", "(uint, uint) uint",
  ],                                                     "sum; texts, bytes and lists are joined", ["[1] + [2]", "[1, 2]"]),
  ...operator("_-_", subtract, [
    "(double, double) double", "(duration, duration) duration", "(int, int) int", "(timestamp, duration) timestamp",
    "(timestamp, timestamp) duration", "(uint, uint) uint",
  ],                                                     "difference", ["3 - 5", "-2"]),
  ...operator("_*_", multiply, ["(double, double) double", "(int, int) int", "(uint, uint) uint"],
                                                         "product; an int beyond 64 bits is an error", ["2.0 * 1.5", "3.0"]),
  ...operator("_/_", divide, ["(double, double) double", "(int, int) int", "(uint, uint) uint"],
                                                         "quotient; integers are cut off towards zero", ["-7 / 2", "-3"]),
  ...operator("_%_", remainder, ["(int, int) int", "(uint, uint) uint"],
                                                         "remainder, with the sign of the dividend", ["-5 % 3", "-2"]),
  ...operator("-_", negate, ["(double) double", "(int) int"], "the negative", ["-(1)", "-1"]),
  ...operator("_[_]", index, ["(list(A), int) A", "(map(A, B), A) B"],
                                                         "element of a list or value under a key", ["[1, 2][0]", "1"]),
  ...operator("@in", isIn, ["(A, list(A)) bool", "(A, map(A, B)) bool"],
                                                         "element of a list or key of a map", ["'a' in ['a', 'b']", "true"]),

  { name: "size", signature: "(bytes) int",               call: size, total: true, safeInt: true, about: "length of a text in code points, of bytes, a list or a map", example: ["size('héllo')", "5"] },
  { name: "size", signature: "bytes.() int",              call: size, total: true, safeInt: true },
  { name: "size", signature: "(list(A)) int",             call: size, total: true, safeInt: true },
  { name: "size", signature: "list(A).() int",            call: size, total: true, safeInt: true },
  { name: "size", signature: "(map(A, B)) int",           call: size, total: true, safeInt: true },
  { name: "size", signature: "map(A, B).() int",          call: size, total: true, safeInt: true },
  { name: "size", signature: "(string) int",              call: size, total: true, safeInt: true },
  { name: "size", signature: "string.() int",             call: size, total: true, safeInt: true },

  { name: "contains",   signature: "string.(string) bool", call: contains,   total: true, about: "some part of the text is the other text", example: ["'abc'.contains('bc')", "true"] },
  { name: "startsWith", signature: "string.(string) bool", call: startsWith, total: true, about: "the text begins with the other text", example: ["'abc'.startsWith('ab')", "true"] },
  { name: "endsWith",   signature: "string.(string) bool", call: endsWith,   total: true, about: "the text ends with the other text", example: ["'abc'.endsWith('bc')", "true"] },
  { name: "matches",    signature: "(string, string) bool", call: matches,   total: true, needs: "patterns", forConstant: { argument: 1, make: matchesConstant }, literal: { argument: 1, isValid: isPattern }, about: "some part of the text matches a pattern in RE2 syntax", example: ["'abc'.matches('^a.c$')", "true"] },
  { name: "matches",    signature: "string.(string) bool", call: matches,    total: true, needs: "patterns", forConstant: { argument: 1, make: matchesConstant } },

  { name: "type", signature: "(A) type(A)",               call: (value: Value) => new TypeValue(typeNameOf(value)), about: "the type of a value", example: ["type(1) == int", "true"] },
  { name: "dyn",  signature: "(A) dyn",                   call: (value: Value) => value, about: "the value itself, checked only when it is used", example: ["dyn(1) == 1.0", "true"] },
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
