import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['"abc".charAt(0)', '"a"'],
  ['"abc".charAt(3)', '""'],
  ['"abc".charAt(4)', "error: index out of range: 4"],
  ['"abc".charAt(-1)', "error: index out of range: -1"],
  ['"👍a".charAt(1)', '"a"'],
])("charAt: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".indexOf("c")', "2"],
  ['"abc".indexOf("z")', "-1"],
  ['"abc".indexOf("c", 3)', "-1"],
  ['"abc".indexOf("c", 4)', "-1"],
  ['"abc".indexOf("", 3)', "3"],
  ['"abc".indexOf("", 5)', "5"],
  ['"abc".indexOf("a", -1)', "error: index out of range: -1"],
  ['"abc".indexOf("", -1)', "-1"],
  ['"👍a👍".indexOf("a")', "1"],
  ['"👍a👍".indexOf("👍", 1)', "2"],
])("indexOf: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".lastIndexOf("")', "3"],
  ['"abc".lastIndexOf("", 7)', "7"],
  ['"abcabc".lastIndexOf("c", 4)', "2"],
  ['"abcabc".lastIndexOf("abc", 2)', "0"],
  ['"abc".lastIndexOf("bc", 2)', "1"],
  ['"abc".lastIndexOf("c", 3)', "-1"],
  ['"abc".lastIndexOf("c", -1)', "error: index out of range: -1"],
  ['"abc".lastIndexOf("", -3)', "-3"],
  ['"abc".lastIndexOf("abcd")', "-1"],
  ['"".lastIndexOf("a", 5)', "-1"],
  ['"👍a👍".lastIndexOf("👍")', "2"],
])("lastIndexOf: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".substring(1, 2)', '"b"'],
  ['"abc".substring(3)', '""'],
  ['"abc".substring(4)', "error: index out of range: 4"],
  ['"abc".substring(-1)', "error: index out of range: -1"],
  ['"abc".substring(2, 1)', "error: invalid substring range. start: 2, end: 1"],
  ['"abc".substring(1, 4)', "error: index out of range: 4"],
  ['"abc".substring(-1, 2)', "error: index out of range: -1"],
  ['"abc".substring(9223372036854775807)', "error: index out of range: 9223372036854775807"],
  ['"👍a👍".substring(1, 3)', '"a👍"'],
])("substring: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"a,b,c".split(",", 2)', '["a", "b,c"]'],
  ['"a,b,c".split(",")', '["a", "b", "c"]'],
  ['"a,b,c".split(",", 0)', "[]"],
  ['"a,b,c".split(",", 1)', '["a,b,c"]'],
  ['"a,b,c".split(",", -1)', '["a", "b", "c"]'],
  ['"a,b,c".split(",", 5)', '["a", "b", "c"]'],
  ['"abc".split("")', '["a", "b", "c"]'],
  ['"abc".split("", 2)', '["a", "bc"]'],
  ['"👍a".split("")', '["👍", "a"]'],
  ['"".split(",")', '[""]'],
  ['"".split("")', "[]"],
])("split: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".replace("b", "$&")', '"a$&c"'],
  ['"aaa".replace("a", "b", 2)', '"bba"'],
  ['"aaa".replace("a", "b", 0)', '"aaa"'],
  ['"aaa".replace("a", "b", -1)', '"bbb"'],
  ['"abc".replace("", "-")', '"-a-b-c-"'],
  ['"abc".replace("", "-", 2)', '"-a-bc"'],
  ['"abc".replace("", "-", 4)', '"-a-b-c-"'],
])("replace: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"  a \\t\\n\\u00a0".trim()', '"a"'],
  ['"\\u0085a\\u180e\\u200b\\ufeff".trim().size()', "4"],
  ['"AbÄ".lowerAscii()', '"abÄ"'],
  ['"aBä".upperAscii()', '"ABä"'],
  ['"a👍b".reverse()', '"b👍a"'],
])("white space, case and order: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['["a","b"].join("-")', '"a-b"'],
  ['["a","b"].join()', '"ab"'],
  ['[].join(",")', '""'],
  ['["a", dyn(1)].join()', "error: join: invalid input: 1"],
  ['dyn([1]).join(",")', "error: no such overload: join(list, string)"],
  ['["a","b"].join(dyn(1))', "error: no such overload: join(list, int)"],
])("join: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['strings.quote("a\\"b\\n\\t\\\\\\u0007é")', '"\\"a\\\\\\"b\\\\n\\\\t\\\\\\\\\\\\aé\\""'],
])("quote: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
