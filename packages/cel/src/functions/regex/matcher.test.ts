import { expect, test } from "vitest";
import { CelError } from "../../values/cel-error.ts";
import { compilePattern, isPattern, type Matcher } from "./matcher.ts";

function compiled(pattern: string): Matcher {
  const matcher = compilePattern(pattern);
  if (matcher instanceof CelError) throw new TypeError(matcher.message);
  return matcher;
}

test.each([
  ["[", "missing closing ]: `[`"],
  ["(", "missing closing ): `(`"],
  [")", "unexpected ): `)`"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["(?<=a)", "invalid named capture: `(?<=a)`"],
  ["\\1", "invalid escape sequence: `\\1`"],
  ["a**", "invalid nested repetition operator: `**`"],
  ["*", "missing argument to repetition operator: `*`"],
  ["a{2,1}", "invalid repeat count: `{2,1}`"],
  ["x{1001}", "invalid repeat count: `{1001}`"],
  ["((a{100}){100}){100}", "invalid repeat count: `{100}`"],
  ["[z-a]", "invalid character class range: `z-a`"],
  ["\\pX", "invalid character class range: `\\pX`"],
  ["(?P<n", "invalid named capture: `(?P<n`"],
  ["\\", "trailing backslash at end of expression: ``"],
])("the pattern %s is refused: %s", (pattern, problem) => {
  expect([compilePattern(pattern), isPattern(pattern)]).toEqual([
    new CelError(`error parsing regexp: ${problem}`),
    false,
  ]);
});

test.each([
  [
    "(a)(b)?",
    "ab a",
    [
      ["ab", "a", "b"],
      ["a", "a", undefined],
    ],
  ],
  ["a*", "baa", [[""], ["aa"]]],
  ["x", "abc", []],
  ["👍", "a👍", [["👍"]]],
])("%s finds in %j the groups %j", (pattern, text, groups) => {
  expect(Array.from(compiled(pattern).matches(text), (match) => match.groups)).toEqual(groups);
});
