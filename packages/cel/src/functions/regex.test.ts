import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['regex.replace("banana", "a", "x")', '"bxnxnx"'],
  ['regex.replace("banana", "a", "x", 1)', '"bxnana"'],
  ['regex.replace("banana", "a", "x", 0)', '"banana"'],
  ['regex.replace("banana", "a", "x", -1)', '"bxnxnx"'],
  ['regex.replace("ab ac", r"a(.)", r"\\1a")', '"ba ca"'],
  ['regex.replace("ab", r"(a)(b)?", r"\\2\\1\\0")', '"baab"'],
  ['regex.replace("ab", r"(a)|(b)", r"[\\1\\2]")', '"[a][b]"'],
  ['regex.replace("abc", "x*", "-")', '"-a-b-c-"'],
  ['regex.replace("baaac", "a*", "X")', '"XbXcX"'],
  ['regex.replace("a", "a", r"\\\\")', '"\\\\"'],
  ['regex.replace("a", "a", "$0$&")', '"$0$&"'],
  ['regex.replace("a", "a", r"\\1")', "error: invalid replacement string: it refers to group 1 but the pattern has 0 group(s)"],
  ['regex.replace("a", "a", r"\\d")', 'error: invalid replacement string: \\ must be followed by a digit or \\'],
  ['regex.replace("a", "a", "\\\\")', 'error: invalid replacement string: \\ must be followed by a digit or \\'],
  ['regex.replace("a", dyn("("), "b")', "error: error parsing regexp: missing closing ): `(`"],
])("replace: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['regex.extract("id: 42", r"id: (\\d+)")', 'optional "42"'],
  ['regex.extract("id: 42", r"\\d+")', 'optional "42"'],
  ['regex.extract("id", r"\\d+")', "none"],
  ['regex.extract("b", "(a)?b")', "none"],
  ['regex.extract("ab", "(a)(b)")', 'error: regular expression has more than one capturing group: "(a)(b)"'],
])("extract: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['regex.extractAll("a1 b2", r"[a-z](\\d)")', '["1", "2"]'],
  ['regex.extractAll("a1 b2", "[a-z]")', '["a", "b"]'],
  ['regex.extractAll("x", "[0-9]")', "[]"],
  ['regex.extractAll("ab", "(a)(b)")', 'error: regular expression has more than one capturing group: "(a)(b)"'],
])("extractAll: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['regex.extract("a", "[")', "rejected: invalid regex.extract argument"],
])("patterns that cannot be read: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
