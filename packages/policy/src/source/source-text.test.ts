import { expect, test } from "vitest";
import { contextBlock } from "./context-block.ts";
import { indexSource, lineAndColumn } from "./source-text.ts";

test.each([
  ["abc", 0, 1, 1],
  ["abc", 3, 1, 4],
  ["a\nb", 2, 2, 1],
  ["a\r\nbc", 4, 2, 2],
  ["a\n", 2, 2, 1],
  ["ä b", 2, 1, 3],
  ["😀😀b", 4, 1, 3],
  ["😀\n😀b", 5, 2, 2],
])("%j at offset %i is line %i, column %i", (text, offset, line, column) => {
  expect(lineAndColumn(indexSource({ path: "a.yaml", text }), offset)).toEqual({ line, column });
});

test("a context block shows three lines around the place and a caret below it", () => {
  const text = "1\n2\n3\n4\n5: abc\n6\n7\n8\n9\n";
  expect(contextBlock(indexSource({ path: "a.yaml", text }), text.indexOf("abc"))).toBe(
    [
      "   2 | 2",
      "   3 | 3",
      "   4 | 4",
      ">  5 | 5: abc",
      "          ^",
      "   6 | 6",
      "   7 | 7",
      "   8 | 8",
    ].join("\n"),
  );
});

test("a context block ends with the last line of the text", () => {
  expect(contextBlock(indexSource({ path: "a.yaml", text: "a: b\n" }), 3)).toBe(">  1 | a: b\n          ^");
});
