import { expect, test } from "vitest";
import { PatternCache } from "./pattern-cache.ts";

test("a pattern is compiled once", () => {
  const patterns = new PatternCache(2);
  expect(patterns.get("a")).toBe(patterns.get("a"));
});

test("the pattern used least recently makes room", () => {
  const patterns = new PatternCache(2);
  const [a, b] = [patterns.get("a"), patterns.get("b")];
  patterns.get("a");
  patterns.get("c");
  expect([patterns.get("a") === a, patterns.get("b") === b]).toEqual([true, false]);
});
