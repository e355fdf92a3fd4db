import { expect, test } from "vitest";
import { parsePattern } from "./re2-syntax.ts";
import { regExpSource } from "./translate.ts";
import { trimEnds } from "./trim-ends.ts";

function source(pattern: string): string | undefined {
  const node = parsePattern(pattern)?.node;
  return node && regExpSource(node);
}

// biome-ignore format: one row per construct
test.each([
  ["\\d\\D",            "[0-9][^0-9]"],
  ["\\w\\W",            "[0-9A-Z_a-z][^0-9A-Z_a-z]"],
  ["\\s",               "[\\u{9}-\\u{a}\\u{c}-\\u{d}\\u{20}]"],
  ["[[:space:]]",       "[\\u{9}-\\u{d}\\u{20}]"],
  ["[[:^digit:]]",      "[^0-9]"],
  ["[]a]",              "[\\u{5d}a]"],
  ["[^-a]",             "[^\\u{2d}a]"],
  ["[a-c-e]",           "[\\u{2d}a-ce]"],
  ["[[:x]",             "[\\u{3a}\\u{5b}x]"],
  [".",                 "[^\\u{a}]"],
  ["(?s).",             "[^]"],
  ["(?s:.).",           "[^][^\\u{a}]"],
  ["(?s)(?-s:.).",      "[^\\u{a}][^]"],
  ["^a$",               "^a$"],
  ["\\Aa\\z",           "^a$"],
  ["(?m)^a$",           "(?<=^|\\n)a(?=\\n|$)"],
  ["(?i)k",             "[Kk\\u{212a}]"],
  ["(?i)[r-t]",         "[R-Tr-t\\u{17f}]"],
  ["(?i)[^s]",          "[^Ss\\u{17f}]"],
  ["(?i)\\W",           "[^0-9A-Z_a-z\\u{17f}\\u{212a}]"],
  ["a(?i)b|c",          "a[Bb]|[Cc]"],
  ["(a(?i)b)c",         "a[Bb]c"],
  ["(?P<n>a|b)+?",      "(?:a|b)+"],
  ["(?<n>a)(?U)b*",     "ab*"],
  ["a{2}b{2,}c{2,3}d{0}e{1}", "a{2}b{2,}c{2,3}d{0}e"],
  ["a{,2}",             "a\\u{7b}\\u{2c}2\\u{7d}"],
  ["a{1,02}",           "a\\u{7b}1\\u{2c}02\\u{7d}"],
  ["\\Qa|b\\E+",        "a\\u{7c}b+"],
  ["a\\Q\\E*",          "a*"],
  ["\\x41\\x{1F600}\\101\\07\\a", "A\\u{1f600}A\\u{7}\\u{7}"],
  ["\\/\\-",            "\\u{2f}\\u{2d}"],
  ["(?:)|a",            "|a"],
])("%s is written as %s", (pattern, expected) => {
  expect(source(pattern)).toBe(expected);
});

test.each([
  [".*foo.*", "foo"],
  [".+foo.{2,5}", ".foo.{2}"],
  ["a*b?c", "c"],
  ["(a*b|c+)d", "(?:b|c)d"],
  ["(x|a.*)", "x|a"],
  ["^a*b", "^a*b"],
  ["ab*$", "ab*$"],
  ["\\ba*b", "\\ba*b"],
])("a search for %s looks for %s", (pattern, expected) => {
  const node = parsePattern(pattern)?.node;
  expect(node && regExpSource(trimEnds(node))).toBe(source(expected));
});
