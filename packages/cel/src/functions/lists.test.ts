import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["[3,1,2].sort()", "[1, 2, 3]"],
  ['["b","a"].sort()', '["a", "b"]'],
  ['[b"b", b"a"].sort()', "[bytes YQ==, bytes Yg==]"],
  ["[true,false].sort()", "[false, true]"],
  ["[timestamp(2), timestamp(1)].sort()", "[1970-01-01T00:00:01Z, 1970-01-01T00:00:02Z]"],
  ["[].sort()", "[]"],
  ['[1, dyn("a")].sort()', "error: list elements must have the same type"],
  ["[1, dyn(2.0)].sort()", "error: list elements must have the same type"],
  ["[[1]].sort()", "rejected: found no matching overload for 'sort' applied to 'list(list(int)).()'"],
  ["dyn([[1]]).sort()", "error: list elements must be comparable"],
  ["dyn([null, null]).sort()", "error: list elements must be comparable"],
  ["dyn(1).sort()", "error: no such overload: sort"],
])("sort: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[1,2,2,dyn(1.0)].distinct()", "[1, 2]"],
  ["[[1],[1]].distinct()", "[[1]]"],
  ['["a", "a", dyn(null), dyn(null), dyn(true), dyn(true)].distinct()', '["a", null, true]'],
  ["[0.0/0.0, 0.0/0.0].distinct().size()", "2"],
  ["dyn(1).distinct()", "error: no such overload: distinct(int)"],
])("distinct: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[[1],[2,[3]]].flatten()", "[1, 2, [3]]"],
  ["[[1],[2,[3]]].flatten(2)", "[1, 2, 3]"],
  ["[[1],[2,[3]]].flatten(0)", "[[1], [2, [3]]]"],
  ["[[1],[2,[3]]].flatten(-1)", "error: level must be non-negative"],
  ["[1, dyn([2])].flatten()", "[1, 2]"],
  ["dyn(1).flatten()", "error: no such overload: int.flatten()"],
  ["dyn({}).flatten(1)", "error: no such overload: map(dyn, dyn).flatten(int)"],
  ['dyn([1]).flatten(dyn("a"))', "error: no such overload: list(dyn).flatten(string)"],
])("flatten: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[1,2].slice(1,5)", "error: cannot slice(1, 5), list is length 2"],
  ["[1,2].slice(-1,1)", "error: cannot slice(-1, 1), negative indexes not supported"],
  ["[1,2].slice(2,1)", "error: cannot slice(2, 1), start index must be less than or equal to end index"],
  ["[1,2].slice(3,4)", "error: cannot slice(3, 4), list is length 2"],
  ["[1,2].slice(0,2)", "[1, 2]"],
  ["[1,2].slice(1,1)", "[]"],
  ["dyn(1).slice(0,1)", "error: no such overload: slice(int, int, int)"],
])("slice: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[1,2].reverse()", "[2, 1]"],
  ["dyn(1).reverse()", "error: no such overload: reverse(int)"],
])("reverse: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["lists.range(3)", "[0, 1, 2]"],
  ["lists.range(-1)", "[]"],
  ["lists.range(9223372036854775807)", "error: lists.range() is limited to 1000000 elements"],
  ['lists.range(dyn("a"))', "error: no such overload: lists.range(string)"],
])("range: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
