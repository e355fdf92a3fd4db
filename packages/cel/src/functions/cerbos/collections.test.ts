import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["hasIntersection([1, 2], [2, 3])", "true"],
  ["[1].hasIntersection([2])", "false"],
  ["has_intersection([1], [1])", "true"],
  ["hasIntersection([dyn(1.0)], [1, 2, 3, 4])", "true"],
  ['hasIntersection(dyn("a"), [1])', "error: no such overload: hasIntersection(string, list)"],
  ["hasIntersection([1], dyn(null))", "error: no such overload: hasIntersection(list, null_type)"],
  ['hasIntersection([1], ["a"])', "rejected: found no matching overload for 'hasIntersection' applied to '(list(int), list(string))'"],
])("hasIntersection: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["isSubset([], [1])", "true"],
  ["isSubset([1], [1, 2])", "true"],
  ["[1, 3].isSubset([1, 2])", "false"],
  ["is_subset([1], [1])", "true"],
  ["isSubset([dyn(1.0)], [1, 2, 3, 4])", "true"],
  ["isSubset([dyn(1.0)], [1, 2])", "true"],
  ["isSubset(dyn(1), [1])", "error: no such overload: isSubset(int, list)"],
  ["dyn(1).isSubset([1])", "error: no such overload: isSubset(int, list)"],
])("isSubset: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["intersect([1, 2, 3, 4, 5], [5, 1])", "[5, 1]"],
  ["intersect([2, 2, 3], [2, 2])", "[2, 2]"],
  ["intersect([1, 2], [2, 1])", "[1, 2]"],
  ['[1].intersect([dyn("a")])', "[]"],
  ['intersect(dyn("a"), [1])', "error: no such overload: intersect(string, list)"],
])("intersect: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["except([1, 2, 1, 3], [2])", "[1, 1, 3]"],
  ["except([1, dyn(2)], [dyn(2.0), 3, 4, 5])", "[1]"],
  ["[1].except([])", "[1]"],
  ["except([1], dyn(1))", "error: no such overload: except(list, int)"],
])("except: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
