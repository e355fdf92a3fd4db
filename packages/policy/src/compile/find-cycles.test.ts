import { expect, test } from "vitest";
import { findCycles } from "./find-cycles.ts";

test.each([
  [{}, []],
  [{ a: ["b"], b: [] }, []],
  [{ a: ["a"] }, []],
  [{ a: ["unknown"] }, []],
  [{ a: ["b"], b: ["a"] }, [["a", "b"]]],
  [{ a: ["b"], b: ["c"], c: ["b"] }, [["b", "c"]]],
  [
    { a: ["b", "c"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [{ a: ["b"], b: ["c"], c: ["a"], d: ["a"] }, [["a", "b", "c"]]],
])("%j has the cycles %j", (edges, cycles) => {
  const found = findCycles(new Map(Object.entries(edges)));
  expect(found.map((cycle) => [...cycle].sort()).sort()).toEqual(cycles);
});

test("a chain of a hundred thousand names is no problem", () => {
  const edges = new Map(
    Array.from({ length: 100_000 }, (_, index) => [`v${index}`, [`v${index + 1}`]] as const),
  );
  expect(findCycles(edges)).toEqual([]);
});
