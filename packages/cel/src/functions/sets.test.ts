import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["sets.contains([1, 2, 3], [3, 1])", "true"],
  ["sets.contains([1], [])", "true"],
  ["sets.contains([], [1])", "false"],
  ["sets.contains([1, 2], [dyn(1.0), dyn(2u)])", "true"],
  ["sets.contains([[1], [2]], [[2]])", "true"],
  ["sets.contains(dyn(1), [1])", "error: no such overload: sets.contains(int, list)"],
])("contains: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["sets.equivalent([1, 2], [2, 1, 1])", "true"],
  ["sets.equivalent([], [])", "true"],
  ["sets.equivalent([1], [1, 2])", "false"],
])("equivalent: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["sets.intersects([1, 2], [2, 3])", "true"],
  ["sets.intersects([1], [])", "false"],
  ["sets.intersects([1], [2])", "false"],
  ['sets.intersects([1], ["a"])', "rejected: found no matching overload for 'sets.intersects' applied to '(list(int), list(string))'"],
])("intersects: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
