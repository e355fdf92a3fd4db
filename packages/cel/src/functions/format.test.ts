import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['"%s".format(["a"])', '"a"'],
  ['"%.2s".format(["abc"])', '"abc"'],
  ['"%s".format([123456789.0])', '"123456789"'],
  ['"%s".format([1e21])', '"1000000000000000000000"'],
  ['"%s".format([0.00001])', '"0.00001"'],
  ['"%s".format([-0.0])', '"-0"'],
  ['"%s".format([1.0/0.0])', '"Infinity"'],
  ['"%s".format([-1.0/0.0])', '"-Infinity"'],
  ['"%s".format([0.0/0.0])', '"NaN"'],
  ['"%s".format([null])', '"null"'],
  ['"%s".format([[1, "a", 1.5]])', '"[1, a, 1.5]"'],
  ['"%s".format([{"b": [1], "a": 1}])', '"{a: 1, b: [1]}"'],
  ['"%s".format([{1: 2, true: 3, "a": 4}])', '"{1: 2, a: 4, true: 3}"'],
  ['"%s".format([timestamp(1)])', '"1970-01-01T00:00:01Z"'],
  ['"%s".format([timestamp("2024-06-01T00:00:00+05:30")])', '"2024-05-31T18:30:00Z"'],
  ['"%s".format([duration("90s")])', '"90s"'],
  ['"%s".format([b"ab"])', '"ab"'],
  ['"%s".format([b"\\xff"])', '"�"'],
  ['"%s".format([type(1)])', '"int"'],
  ['"%s".format([1u])', '"1"'],
  ['"%s".format([dyn(hierarchy("a"))])', "error: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given cerbos.lib.hierarchy"],
  ['"%s".format([[dyn(hierarchy("a"))]])', "error: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given cerbos.lib.hierarchy"],
])("%s: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%d".format([1])', '"1"'],
  ['"%d".format([1u])', '"1"'],
  ['"%d".format([1.5])', '"1.5"'],
  ['"%d".format([3.0])', '"3"'],
  ['"%d".format([1e30])', '"1000000000000000000000000000000"'],
  ['"%.2d".format([1.5])', '"1.5"'],
  ['"%d".format([-1.0/0.0])', '"-Infinity"'],
  ['"%d".format([dyn("a")])', "error: error during formatting: decimal clause can only be used on ints, uints, and doubles, was given string"],
])("%d: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%f".format([1.0])', '"1.000000"'],
  ['"%.2f".format([1.555])', '"1.55"'],
  ['"%.1f".format([0.25])', '"0.2"'],
  ['"%.1f".format([0.35])', '"0.3"'],
  ['"%.0f".format([2.5])', '"2"'],
  ['"%f".format([1e22])', '"10000000000000000000000.000000"'],
  ['"%f".format([-0.0])', '"-0.000000"'],
  ['"%f".format([1])', '"1.000000"'],
  ['"%f".format([1.0/0.0])', '"Infinity"'],
  ['"%f".format([dyn("a")])', "error: error during formatting: fixed-point clause can only be used on ints, uints, and doubles, was given string"],
])("%f: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%e".format([1.5])', '"1.500000e+00"'],
  ['"%e".format([0.0])', '"0.000000e+00"'],
  ['"%.3e".format([123456.789])', '"1.235e+05"'],
  ['"%.0e".format([2.5])', '"2e+00"'],
  ['"%.1e".format([9.99])', '"1.0e+01"'],
  ['"%e".format([1.0/0.0])', '"Infinity"'],
])("%e: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%b".format([5])', '"101"'],
  ['"%b".format([-5])', '"-101"'],
  ['"%b".format([5u])', '"101"'],
  ['"%b".format([true])', '"1"'],
  ['"%b".format([dyn(1.5)])', "error: error during formatting: only ints, uints, and bools can be formatted as binary, was given double"],
])("%b: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%x".format([255])', '"ff"'],
  ['"%X".format([-255])', '"-FF"'],
  ['"%x".format(["hi"])', '"6869"'],
  ['"%X".format([b"\\xff\\x0a"])', '"FF0A"'],
  ['"%x".format([dyn(null)])', "error: error during formatting: only ints, uints, bytes, and strings can be formatted as hex, was given null_type"],
])("%x: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%o".format([8])', '"10"'],
  ['"%o".format([-8])', '"-10"'],
  ['"%o".format([8u])', '"10"'],
  ['"%o".format([dyn(1.5)])', "error: error during formatting: octal clause can only be used on ints and uints, was given double"],
])("%o: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"%%%s%%".format(["a"])', '"%a%"'],
  ['"%%".format([])', '"%"'],
  ['dyn("%").format(dyn([]))', "error: index 0 out of range"],
  ['dyn("%").format(dyn([1]))', "error: unexpected end of string"],
  ['dyn("%z").format(dyn([1]))', 'error: could not parse formatting clause: unrecognized formatting clause "z"'],
  ['dyn("%d %d").format(dyn([1]))', "error: index 1 out of range"],
  ['dyn("%d").format(dyn([1, 2]))', '"1"'],
  ['dyn("%.5").format(dyn([1]))', "error: could not parse formatting clause: error while parsing precision: could not find end of precision specifier"],
  ['dyn("%.99999999999f").format(dyn([1.0]))', "error: could not parse formatting clause: error while parsing precision: precision is too large"],
  ['"%s".format(dyn(1))', "error: no such overload: format(string, int)"],
  ["dyn(1).format([1])", "error: no such overload: format(int, list)"],
])("the text itself: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
