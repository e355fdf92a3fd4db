import { contextBlock, indexSource } from "@orthrus/policy";
import { expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";
import { choosePainter } from "./painter.ts";

const stream = { write: () => undefined };
const plain = choosePainter({ level: "never", isOff: false, environment: {} }, stream);
const coloured = choosePainter({ level: "always", isOff: false, environment: {} }, stream);

function contextOf(text: string, wanted: string): string {
  return contextBlock(indexSource({ path: "a.yaml", text }), text.indexOf(wanted));
}

// biome-ignore format: one row per text
test.each([
  ["ascii",            "name: x",      "x", ">  1 | name: x",    "             ^"],
  ["a tab",            "a:\tx",        "x", ">  1 | a:\tx",      "         \t^"],
  ["wide characters",  "名前: x",       "x", ">  1 | 名前: x",     "             ^"],
  ["emoji",            "a: 😀 x",      "x", ">  1 | a: 😀 x",    "             ^"],
  ["a combining mark", "e\u0301: x",   "x", ">  1 | e\u0301: x", "          ^"],
])("the caret stands below what it means: %s", (_, text, wanted, line, caret) => {
  expect(excerpt(contextOf(text, wanted), undefined, plain)).toEqual([line, caret, ""]);
});

test("the next step stands below the text, or alone", () => {
  expect([
    excerpt(contextOf("a: x", "x"), "write `y`", plain),
    excerpt(undefined, "write `y`", plain),
  ]).toEqual([
    [">  1 | a: x", "          ^", "  hint: write `y`", ""],
    ["  hint: write `y`", ""],
  ]);
});

test("nothing is written where nothing is known", () => {
  expect(excerpt(undefined, undefined, plain)).toEqual([]);
});

test("colours go around the marks, not the text of the author", () => {
  expect(excerpt(contextOf("a: x", "x"), undefined, coloured)).toEqual([
    "\u001b[31m>\u001b[0m \u001b[97m 1 |\u001b[0m a: x",
    "          \u001b[31m^\u001b[0m",
    "",
  ]);
});
