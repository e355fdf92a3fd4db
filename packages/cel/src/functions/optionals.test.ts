import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["optional.of(1)", "optional 1"],
  ["optional.none()", "none"],
  ["optional.ofNonZeroValue(0)", "none"],
  ['optional.ofNonZeroValue("")', "none"],
  ["optional.ofNonZeroValue([])", "none"],
  ["optional.ofNonZeroValue({})", "none"],
  ["optional.ofNonZeroValue(null)", "none"],
  ['optional.ofNonZeroValue(b"")', "none"],
  ["optional.ofNonZeroValue(0u)", "none"],
  ['optional.ofNonZeroValue(duration("0"))', "none"],
  ["optional.ofNonZeroValue(1)", "optional 1"],
  ['optional.ofNonZeroValue(" ")', 'optional " "'],
  ["optional.of(null).hasValue()", "true"],
  ["optional.none().hasValue()", "false"],
  ["optional.of(1).value()", "1"],
  ["optional.none().value()", "error: optional.none() dereference"],
  ["optional.of(1).or(optional.of(2))", "optional 1"],
  ["optional.none().or(optional.of(2))", "optional 2"],
  ["optional.of(1).orValue(2)", "1"],
  ["optional.none().orValue(2)", "2"],
  ["optional.of(1) == optional.of(dyn(1.0))", "true"],
  ["optional.none() == optional.none()", "true"],
  ["optional.of(1) == optional.none()", "false"],
  ["type(optional.of(1)) == optional_type", "true"],
])("making and reading: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[1, 2].first()", "optional 1"],
  ["[].first()", "none"],
  ["[1, 2].last()", "optional 2"],
  ["[].last()", "none"],
  ["optional.unwrap([optional.of(1), optional.none()])", "[1]"],
  ["[optional.none(), optional.of(1)].unwrapOpt()", "[1]"],
  ["[1, 2][?0]", "optional 1"],
  ["[1, 2][?5]", "none"],
  ["[1, 2][?-1]", "none"],
])("lists: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['{"a": 1}.?a', "optional 1"],
  ['{"a": 1}.?b', "none"],
  ['{"a": 1}[?"a"]', "optional 1"],
  ['{"a": {"b": 1}}.?a.b', "optional 1"],
  ['{"a": {"b": 1}}.?c.b', "none"],
  ['{"a": {"b": 1}}.?c[?"b"].orValue(5)', "5"],
  ['dyn({"a": 1}).?constructor', "none"],
])("maps: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["optional.of(2).optMap(x, x * 2)", "optional 4"],
  ["optional.none().optMap(x, x * 2)", "none"],
  ["optional.of(2).optFlatMap(x, optional.of(x + 1))", "optional 3"],
  ["[?optional.of(1), ?optional.none()]", "[1]"],
  ['{?"a": optional.of(1), ?"b": optional.none()}', '{"a": 1}'],
])("syntax: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["dyn(1).hasValue()", "error: no such overload: hasValue(int)"],
  ["dyn(1).orValue(2)", "error: no such overload: orValue(int, int)"],
])("values that are not optional: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
