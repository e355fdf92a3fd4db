import { expect, test } from "vitest";
import { integerValue, plainScalarType } from "./plain-scalar.ts";

// biome-ignore format: one row per form
test.each([
  ["", "Null"], ["~", "Null"], ["null", "Null"], ["NULL", "Null"], ["nUll", "String"],
  ["true", "Bool"], ["FALSE", "Bool"], ["tRUE", "String"], ["yes", "String"], ["on", "String"], ["No", "String"],
  ["0", "Integer"], ["-1", "Integer"], ["+5", "Integer"], ["1_000", "Integer"], ["0o17", "Integer"],
  ["0x1F", "Integer"], ["0b11", "Integer"], ["010", "Integer"], ["08", "String"], ["0X1F", "String"], ["0x", "String"],
  ["_1", "String"], ["18446744073709551615", "Integer"], ["18446744073709551616", "String"],
  ["1.5", "Float"], [".5", "Float"], ["5.", "Float"], ["1.5e3", "Float"], ["1_0.5", "Float"], ["1e3", "String"],
  [".inf", "Infinity"], ["-.INF", "Infinity"], [".nan", "Nan"], ["..", "String"],
  ["2020-01-01", "String"], ["1:30", "String"], ["1,000", "String"], ["-", "String"], ["9".repeat(1000), "String"],
])("%j is read as %s", (text, type) => {
  expect(plainScalarType(text)).toBe(type);
});

test.each([
  ["20210210", 20210210n],
  ["0o17", 15n],
  ["017", 15n],
  ["0x1F", 31n],
  ["-0x1F", -31n],
  ["0b11", 3n],
  ["+1_000", 1000n],
])("%s means %s", (text, value) => {
  expect(integerValue(text)).toBe(value);
});
