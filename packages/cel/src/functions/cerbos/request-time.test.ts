import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["now()", "2023-11-14T22:13:20Z"],
  ["now() == now()", "true"],
  ["now(1)", "rejected: found no matching overload for 'now' applied to '(int)'"],
])("now: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['timeSince(timestamp("2023-11-14T21:13:20Z"))', "3600s"],
  ['timestamp("2023-11-14T23:13:20Z").timeSince()', "-3600s"],
  ["timeSince(dyn(1))", "error: no such overload"],
  ["dyn(1).timeSince()", "error: no such overload"],
  ['timeSince(timestamp("0001-01-01T00:00:00Z"))', "error: integer overflow"],
])("timeSince: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
