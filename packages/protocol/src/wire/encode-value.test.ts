import { expect, test } from "vitest";
import { encodeValue } from "./encode-value.ts";

test.each([
  [null, "null"],
  [true, "true"],
  [1, "1"],
  [1.5, "1.5"],
  [-0, "-0"],
  [1e21, "1e+21"],
  [1e-7, "1e-7"],
  ['<&>"\u0001é', '"<&>\\"\\u0001é"'],
  [[], "[]"],
  [[1, ["a"]], '[1,["a"]]'],
  [{}, "{}"],
  [{ b: 1, a: { d: null, c: [] }, 10: 0, 9: 0 }, '{"10":0,"9":0,"a":{"c":[],"d":null},"b":1}'],
  [{ "😀": 1, "\uff5e": 2 }, '{"\uff5e":2,"😀":1}'],
])("%j is written as %s", (value, text) => {
  expect(encodeValue(value)).toBe(text);
});

test("a number that is not finite has no form", () => {
  expect(() => encodeValue([Number.NaN])).toThrow(TypeError);
});
