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

test("long patterns make room for each other", () => {
  const patterns = new PatternCache(10, 10);
  const [short, long] = [patterns.get("abc"), patterns.get("abcdefgh")];
  expect([patterns.get("abcdefgh") === long, patterns.get("abc") === short]).toEqual([true, false]);
});

test("a pattern too long to be kept is still compiled", () => {
  const patterns = new PatternCache(10, 2);
  expect("test" in patterns.get("abc")).toBe(true);
});
