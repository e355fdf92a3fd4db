import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["id(5)", "5"],
  ['id("a")', '"a"'],
  ["id(dyn(null))", "null"],
  ["id(1/0)", "error: division by zero"],
  ['id(5) == "a"', "false"],
])("id: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
