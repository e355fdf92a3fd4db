import { expect, test } from "vitest";
import { numberOf, resolveScalar } from "./resolve-scalar.ts";

test.each([
  ["", "!!null"],
  ["~", "!!null"],
  ["null", "!!null"],
  ["true", "!!bool"],
  ["yes", "!!bool"],
  ["Off", "!!bool"],
  ["n", "!!bool"],
  ["12", "!!int"],
  ["-5", "!!int"],
  ["0o766", "!!int"],
  ["0x1F", "!!int"],
  ["1_000", "!!int"],
  ["1.5", "!!float"],
  ["-.5", "!!float"],
  ["1e3", "!!float"],
  [".inf", "!!float"],
  ["-.Inf", "!!float"],
  ["yEs", "!!str"],
  ["1s", "!!str"],
  ["_1", "!!str"],
  ["1.2.3", "!!str"],
  ["::1", "!!str"],
])("the unquoted text %j is %s", (text, tag) => {
  expect(resolveScalar(text)).toBe(tag);
});

test.each([
  ["12", 12],
  ["-0x10", -16],
  ["0766", 502],
  ["0o766", 502],
  ["0b101", 5],
  ["1_000", 1_000],
  ["+1.5", 1.5],
  ["-.inf", Number.NEGATIVE_INFINITY],
])("the number %s is %d", (text, value) => {
  expect(numberOf(text)).toBe(value);
});
