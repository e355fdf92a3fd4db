import { expect, test } from "vitest";
import { wrapText } from "./wrap-text.ts";

const red = (text: string): string => `\u001b[31m${text}\u001b[0m`;
const still = (text: string): string => `\u001b[31m${text}\u001b[0;22m`;

// biome-ignore format: one row per text
test.each<readonly [text: string, columns: number, lines: readonly string[]]>([
  ["",                    10, [""]],
  ["fits in ten",         11, ["fits in ten"]],
  ["one two three",       8,  ["one two", "three"]],
  ["one two three",       5,  ["one", "two", "three"]],
  ["a\nb c",              10, ["a", "b c"]],
  ["abcdefghij",          4,  ["abcd", "efgh", "ij"]],
  ["see abcdefghij",      5,  ["see", "abcde", "fghij"]],
  ["日本語",              4,  ["日本", "語"]],
  ["日",                  1,  ["日"]],
  ["🎉🎉🎉",              4,  ["🎉🎉", "🎉"]],
  ["👩‍👩‍👧👩‍👩‍👧",              2,  ["👩‍👩‍👧", "👩‍👩‍👧"]],
  ["e\u0301e\u0301e",     2,  ["e\u0301e\u0301", "e"]],
  [red("one two"),        4,  [still("one"), red("two")]],
  [`${red("one")} two`,   4,  [red("one"), "two"]],
  [red("one\ntwo"),       9,  [still("one"), red("two")]],
])("%j in %d columns is %j", (text, columns, lines) => {
  expect(wrapText(text, columns)).toEqual(lines);
});
