import { expect, test } from "vitest";
import { decodeBase64 } from "./decode-base64.ts";
import { instancePointer } from "./instance-path.ts";
import { isMultipleOf } from "./is-multiple-of.ts";
import { printNumber } from "./print-number.ts";
import { doubleQuoted, singleQuoted } from "./quote.ts";

test.each([
  [3, "3"],
  [-0.5, "-0.5"],
  [123456, "123456"],
  [1000000, "1e+06"],
  [1234567, "1.234567e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [-1e300, "-1e+300"],
])("number %d prints as %s", (value, text) => {
  expect(printNumber(value)).toBe(text);
});

test.each([
  ["it's", '"it\'s"', "'it\\'s'"],
  ['say "x"', '"say \\"x\\""', "'say \"x\"'"],
  ["a\\b\n\t\u0001é😀\u2028", '"a\\\\b\\n\\t\\x01é😀\\u2028"', "'a\\\\b\\n\\t\\x01é😀\\u2028'"],
])("text %j is quoted", (text, double, single) => {
  expect([doubleQuoted(text), singleQuoted(text)]).toEqual([double, single]);
});

test.each([
  [[], ""],
  [["a", "0"], "/a/0"],
  [["a/b~c"], "/a~1b~0c"],
  [["é %:@&=+$-_.;,!*()'"], "/%C3%A9%20%25:@&=+$-_.%3B%2C%21%2A%28%29%27"],
  [["\ud800"], "/%EF%BF%BD"],
])("place %j is written as %j", (segments, pointer) => {
  expect(instancePointer(segments)).toBe(pointer);
});

test.each([
  [0.3, 0.1, true],
  [0.25, 0.1, false],
  [1e300, 1e-300, true],
  [-6, 4, false],
  [0, 7, true],
  [1, 0, false],
])("%d is a multiple of %d: %s", (value, divisor, expected) => {
  expect(isMultipleOf(value, divisor)).toBe(expected);
});

test.each([
  ["e30=", "{}"],
  ["YQ=\n=", "a"],
  ["w6k=", "é"],
  ["YR==", "a"],
  ["", ""],
  ["/w==", "\ufffd"],
  ["YQ", undefined],
  ["ab", undefined],
  ["_-__", undefined],
  ["Y Q=", undefined],
  ["====", undefined],
])("base64 %j decodes to %j", (text, decoded) => {
  expect(decodeBase64(text)).toBe(decoded);
});
