import { expect, test } from "vitest";
import { isComplete } from "./is-complete.ts";

test.each([
  "",
  "1 + 1",
  "[1, 2]",
  '"it\'s (open"',
  "'''a\" b'''",
  String.raw`"a \" b"`,
  String.raw`r"a\"`,
  "(]",
  ")",
  "1 // (",
])("%j is complete", (input) => {
  expect(isComplete(input)).toBe(true);
});

test.each(["(", "[1, {", '"abc', "'''abc'", String.raw`"abc\"`, '{"a": ")"'])(
  "%j goes on in the next line",
  (input) => {
    expect(isComplete(input)).toBe(false);
  },
);
