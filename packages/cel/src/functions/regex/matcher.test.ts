import fc from "fast-check";
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

test("a pattern without operators takes the texts that the machine takes", () => {
  const parts = fc
    .array(fc.constantFrom("a", "b", "-", " ", "\n"), { maxLength: 4 })
    .map((part) => part.join(""));
  const literals = fc.stringMatching(/^\^?[ab -]{0,3}\$?$/);
  fc.assert(
    fc.property(literals, parts, (pattern, text) => {
      expect(compiled(pattern).test(text)).toBe(compiled(`(?:${pattern})`).test(text));
    }),
  );
});

const evil: readonly string[] = [
  "(a+)+b",
  "(a|a)*b",
  "(a|aa)+b",
  "(.*a){12}b",
  "(a{1,20}){1,3}b",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(x+x+)+y",
  "a.*b.*c.*d.*e",
  "(?i)(a*)*b",
];

test.each(evil)("the pattern %s takes a long text in linear time", (pattern) => {
  const matcher = compiled(pattern);
  const shorter = timeOf(matcher, "a".repeat(10_000));
  const longer = timeOf(matcher, "a".repeat(100_000));
  // Ten times the text: quadratic work would take a hundred times as long.
  expect(longer < 500 + shorter * 40).toBe(true);
});

function timeOf(matcher: Matcher, text: string): number {
  const started = performance.now();
  matcher.test(text);
  return performance.now() - started;
}
