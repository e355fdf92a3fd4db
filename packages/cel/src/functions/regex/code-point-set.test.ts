import { expect, test } from "vitest";
import { type CodePointSet, codePoints, complement, ignoreCase, overlap, union } from "./code-point-set.ts";

/** Shape: `"az"` for a range. */
function printed(set: CodePointSet | undefined): readonly string[] | undefined {
  return set?.map(({ low, high }) => String.fromCodePoint(low, high));
}

test.each([
  [["ac", "bd"], ["ad"]],
  [["ac", "df"], ["af"]],
  [
    ["xz", "ac"],
    ["ac", "xz"],
  ],
  [["az", "bc", "dd"], ["az"]],
])("the union of %j is %j", (ranges, expected) => {
  expect(printed(union(ranges.map((range) => codePoints(range))))).toEqual(expected);
});

test.each([
  [[], ["\0\u{10ffff}"]],
  [["\0a"], ["b\u{10ffff}"]],
  [
    ["bc", "xy"],
    ["\0a", "dw", "z\u{10ffff}"],
  ],
])("the complement of %j is %j and back", (ranges, expected) => {
  const set = codePoints(...ranges);
  expect([printed(complement(set)), complement(complement(set))]).toEqual([expected, set]);
});

test.each([
  [["ac"], ["df"], false],
  [["ac"], ["cf"], true],
  [["aa", "cc", "ee"], ["bb", "dd", "ee"], true],
  [["aa", "cc", "ee"], ["bb", "dd"], false],
  [[], ["az"], false],
])("whether %j and %j overlap: %s", (left, right, expected) => {
  const [a, b] = [codePoints(...left), codePoints(...right)];
  expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
});

test.each([
  [["bd"], ["BD", "bd"]],
  [["Yb"], ["AB", "Yb", "yz"]],
  [["kk"], ["KK", "kk", "\u212a\u212a"]],
  [["SS"], ["SS", "ss", "\u017f\u017f"]],
  [
    ["09", "--"],
    ["--", "09"],
  ],
  [["éé"], undefined],
])("ignoring case, %j is %j", (ranges, expected) => {
  expect(printed(ignoreCase(codePoints(...ranges)))).toEqual(expected);
});
