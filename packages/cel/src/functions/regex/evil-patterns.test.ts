import { expect, test } from "vitest";
import { CelError } from "../../values/cel-error.ts";
import { compilePattern, type Matcher } from "./matcher.ts";
import { nativeTest } from "./native-test.ts";

const many = 100_000;

// A search drops the repetition before the first letter it looks for, so some are harmless until they are anchored.
// biome-ignore format: pattern, repeated text, engine at that length
const evil: readonly (readonly [pattern: string, unit: string, engine: "by machine" | "natively"])[] = [
  ["(a+)+b",                                   "a",     "natively"],
  ["^(a+)+$",                                  "a",     "by machine"],
  ["(a|a)*b",                                  "a",     "natively"],
  ["(a|aa)+b",                                 "a",     "natively"],
  ["^(a|a?)+$",                                "a",     "by machine"],
  ["([a-zA-Z]+)*!",                            "a",     "natively"],
  ["(.*a){12}b",                               "a",     "by machine"],
  ["(a{1,20}){1,3}b",                          "a",     "natively"],
  ["(a{0,20}){0,20}b",                         "a",     "natively"],
  ["^(([a-z])+.)+[A-Z]([a-z])+$",              "a",     "by machine"],
  ["(x+x+)+y",                                 "x",     "by machine"],
  ["a.*b.*c.*d.*e",                            "abcd",  "by machine"],
  ["^.*a.*b.*c$",                              "ab",    "by machine"],
  ["(?i)(a*)*b",                               "aA",    "natively"],
  ["\\s+$",                                    " ",     "natively"],
  ["\\s*,\\s*$",                               " ,",    "by machine"],
  ["^\\s+|\\s+$",                              " ",     "natively"],
  ["a*a*a*a*a*b",                              "a",     "natively"],
  ["^a*a*$",                                   "a",     "by machine"],
  ["^(\\d+)*$",                                "1",     "by machine"],
  ["^\\d*\\d*x$",                              "1",     "by machine"],
  ["^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*@", "a", "by machine"],
  ["^(\\w+\\s?)*$",                            "a",     "by machine"],
  ["^(?:.*,)*x$",                              ",",     "by machine"],
  ["^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$",           "a@.",   "by machine"],
  ["^.+@.+$",                                  "@",     "by machine"],
  ["(?s).*.*=.*",                              "a",     "natively"],
  ["x*y",                                      "x",     "natively"],
  ["[ab]+c",                                   "ab",    "natively"],
  ["[ab][ab]*c",                               "ab",    "by machine"],
  ["(ab)*ac",                                  "ab",    "natively"],
  ["b[ab]*c",                                  "ba",    "by machine"],
  ["^(a|b)*c",                                 "ab",    "natively"],
  ["^(?:[a-z]+,)*x$",                          "a,",    "natively"],
  ["^.*a.{20}!",                               "a",     "natively"],
  ["^[a-z]+(?:-[a-z]+)*$",                     "a-",    "natively"],
  ["[a-z]{1,100}!",                            "a",     "natively"],
  ["<[^>]*>",                                  "<",     "by machine"],
  ["((a|b)?c?){9}d",                           "ab",    "by machine"],
  ["(\\b\\w+\\b\\s*)+!",                       "a ",    "by machine"],
  ["(?:(?:){1000}a)*b",                        "a",     "natively"],
  ["^(a+)+b",                                  "a",     "by machine"],
  ["^(a|a)*b",                                 "a",     "by machine"],
  ["^(a|aa)+b",                                "a",     "by machine"],
  ["^([a-zA-Z]+)*!",                           "a",     "by machine"],
  ["^(a{1,20}){1,3}b",                         "a",     "by machine"],
  ["^(a{0,20}){0,20}b",                        "a",     "by machine"],
  ["^a*a*a*a*a*b",                             "a",     "by machine"],
  ["^(?:(?:){1000}a)*b",                       "a",     "by machine"],
];

test.each(evil)("the pattern %s repeated on %j runs %s", (pattern, _, engine) => {
  expect(longestNative(pattern) === many ? "natively" : "by machine").toBe(engine);
});

test.each(evil)("the pattern %s takes a long text in linear time", (pattern, unit) => {
  const matcher = compiled(pattern);
  const shorter = timeOf(matcher, unit.repeat(many / 10 / unit.length));
  const longer = timeOf(matcher, unit.repeat(many / unit.length));
  // Ten times the text: quadratic work would take a hundred times as long.
  expect(longer < 500 + shorter * 40).toBe(true);
});

test.each(evil)("the pattern %s takes the longest text it may take natively quickly", (pattern, unit) => {
  const text = unit.repeat(Math.floor(longestNative(pattern) / unit.length));
  expect(timeOf(compiled(pattern), text) < 1000).toBe(true);
});

/** The length of the longest text that the machine is not needed for, among those tested here. */
function longestNative(pattern: string): number {
  const native = nativeTest(pattern);
  if (native === undefined) return 0;
  return native.kind === "comparison" ? many : Math.min(many, native.maxLength);
}

function compiled(pattern: string): Matcher {
  const matcher = compilePattern(pattern);
  if (matcher instanceof CelError) throw new TypeError(matcher.message);
  return matcher;
}

function timeOf(matcher: Matcher, text: string): number {
  const started = performance.now();
  matcher.test(text);
  return performance.now() - started;
}
