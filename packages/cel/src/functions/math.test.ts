import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["math.greatest(1)", "1"],
  ["math.greatest(1, 2.0)", "2.0"],
  ["math.greatest(1, 2.0, 3u)", "3u"],
  ["math.greatest(-1, 1u)", "1u"],
  ["math.greatest([1.0, 2.0])", "2.0"],
  ["math.greatest(dyn([2.0, 3, 9u]))", "9u"],
  ["math.least(1, 2.0, 3u)", "1"],
  ["math.least([3, 1, 2])", "1"],
  ["math.greatest(dyn([]))", "error: math.@max(list) argument must not be empty"],
  ['math.greatest(dyn("a"))', "error: no such overload: math.@max(string)"],
  ['math.greatest(dyn("a"), 1)', "error: no such overload: math.@max(string, int)"],
  ['math.greatest(1, dyn("a"))', "error: no such overload: math.@max(int, string)"],
  ['math.greatest(1, 2, dyn("a"))', "error: no such overload: math.@max"],
  ['math.greatest(dyn(["a"]))', "error: no such overload: math.@max(list)"],
  ['math.greatest([1, dyn("a")])', "error: no such overload: math.@max"],
  ['math.least(dyn("a"))', "error: no such overload: math.@min(string)"],
  ["math.greatest(0.0/0.0, 1.0)", "error: NaN values cannot be ordered: math.@max"],
])("greatest and least: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["math.ceil(1.2)", "2.0"],
  ["math.ceil(-1.2)", "-1.0"],
  ["math.floor(1.8)", "1.0"],
  ["math.floor(-1.2)", "-2.0"],
  ["math.round(1.5)", "2.0"],
  ["math.round(-1.5)", "-2.0"],
  ["math.round(2.5)", "3.0"],
  ["math.round(0.49999999999999994)", "0.0"],
  ["math.trunc(-1.9)", "-1.0"],
  ["math.ceil(1)", "rejected: found no matching overload for 'math.ceil' applied to '(int)'"],
  ["math.ceil(dyn(1))", "error: no such overload: math.ceil(int)"],
])("rounding: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["math.abs(-1)", "1"],
  ["math.abs(-1.5)", "1.5"],
  ["math.abs(1u)", "1u"],
  ["math.abs(-9223372036854775807 - 1)", "error: integer overflow"],
  ['math.abs(dyn("a"))', "error: no such overload: math.abs(string)"],
  ["math.sign(-5)", "-1"],
  ["math.sign(-0.0)", "0.0"],
  ["math.sign(0.0/0.0)", "NaN"],
  ["math.sign(5u)", "1u"],
  ["math.sqrt(4)", "2.0"],
  ["math.sqrt(4u)", "2.0"],
  ["math.sqrt(-1.0)", "NaN"],
  ['math.sqrt(dyn("a"))', "error: no such overload: math.sqrt(string)"],
])("sign and size: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["math.isInf(1.0/0.0)", "true"],
  ["math.isInf(-1.0/0.0)", "true"],
  ["math.isNaN(0.0/0.0)", "true"],
  ["math.isFinite(0.0/0.0)", "false"],
  ["math.isFinite(1.0)", "true"],
  ["math.isNaN(dyn(1))", "error: no such overload: math.isNaN(int)"],
])("kinds of doubles: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["math.bitAnd(5, 3)", "1"],
  ["math.bitOr(5, -1)", "-1"],
  ["math.bitXor(5u, 3u)", "6u"],
  ["math.bitNot(5)", "-6"],
  ["math.bitNot(5u)", "18446744073709551610u"],
  ["math.bitAnd(dyn(5u), 3)", "error: no such overload: math.bitAnd(uint, int)"],
  ["math.bitShiftLeft(1, 63)", "-9223372036854775808"],
  ["math.bitShiftLeft(1, 64)", "0"],
  ["math.bitShiftLeft(1u, 3)", "8u"],
  ["math.bitShiftLeft(1, -1)", "error: math.bitShiftLeft() negative offset: -1"],
  ["math.bitShiftRight(-1, 1)", "9223372036854775807"],
  ["math.bitShiftRight(-1, 0)", "-1"],
  ["math.bitShiftRight(-1, 64)", "0"],
  ["math.bitShiftRight(5u, -1)", "error: math.bitShiftRight() negative offset: -1"],
  ['math.bitShiftRight(dyn("a"), 1)', "error: no such overload: math.bitShiftRight(string, int)"],
])("bits: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
