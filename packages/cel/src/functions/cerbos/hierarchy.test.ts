import fc from "fast-check";
import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";
import { Hierarchy, hierarchyRows } from "./hierarchy.ts";

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a.b.c").size()', "3"],
  ['hierarchy("").size()', "1"],
  ["hierarchy([]).size()", "0"],
  ['hierarchy("abc", "").size()', "3"],
  ['hierarchy("", "").size()', "0"],
  ['hierarchy("a..b").size()', "3"],
  ['hierarchy(["a", "b"])[1]', '"b"'],
  ['hierarchy("a:b", ":") == hierarchy("a.b")', "true"],
  ['hierarchy(["a.b"]) == hierarchy("a.b")', "false"],
  ['hierarchy(["a", dyn(1)])', "error: failed to convert list to string slice: unsupported type conversion from 'int' to string"],
  ["hierarchy(dyn(1))", "error: no such overload: hierarchy(int)"],
  ["hierarchy(dyn([1]))", "error: no such overload: hierarchy(list)"],
  ['hierarchy(dyn(1), ".")', "error: no such overload: hierarchy(int, string)"],
  ['hierarchy("a", dyn(1))', "error: no such overload: hierarchy(string, int)"],
])("reading: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a").ancestorOf(hierarchy("a.b.c"))', "true"],
  ['hierarchy("a.b").ancestorOf(hierarchy("a.b"))', "false"],
  ['hierarchy("a.x").ancestorOf(hierarchy("a.b.c"))', "false"],
  ['hierarchy([]).ancestorOf(hierarchy("a"))', "true"],
  ['hierarchy("a.b.c").descendentOf(hierarchy("a"))', "true"],
  ['hierarchy("a").descendentOf(hierarchy("a"))', "false"],
  ['hierarchy("a.b").immediateParentOf(hierarchy("a.b.c"))', "true"],
  ['hierarchy("a").immediateParentOf(hierarchy("a.b.c"))', "false"],
  ['hierarchy("a.b.c").immediateChildOf(hierarchy("a.b"))', "true"],
  ['hierarchy("a.b.c").immediateChildOf(hierarchy("a"))', "false"],
])("ancestors and descendants: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a.b").siblingOf(hierarchy("a.c"))', "true"],
  ['hierarchy("a.b").siblingOf(hierarchy("a.b"))', "true"],
  ['hierarchy("a").siblingOf(hierarchy("b"))', "true"],
  ["hierarchy([]).siblingOf(hierarchy([]))", "true"],
  ['hierarchy("a.b").siblingOf(hierarchy("x.b"))', "false"],
  ['hierarchy("a.b").siblingOf(hierarchy("a.b.c"))', "false"],
])("siblings: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a").overlaps(hierarchy("a.b"))', "true"],
  ['hierarchy("a.b").overlaps(hierarchy("a"))', "true"],
  ['hierarchy("a").overlaps(hierarchy("a"))', "true"],
  ['hierarchy("a.b").overlaps(hierarchy("a.c"))', "false"],
])("overlaps: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a.b").commonAncestors(hierarchy("a.b")) == hierarchy("a")', "true"],
  ['hierarchy("a.b").commonAncestors(hierarchy("a.b.c")) == hierarchy("a.b")', "true"],
  ['hierarchy("a.b").commonAncestors(hierarchy("a.c.d")) == hierarchy("a")', "true"],
  ['hierarchy("x").commonAncestors(hierarchy("y")).size()', "0"],
  ["hierarchy([]).commonAncestors(hierarchy([])).size()", "0"],
])("commonAncestors: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['hierarchy("a.b")[1]', '"b"'],
  ['hierarchy("a.b")[5]', "error: index out of range"],
  ['hierarchy("a.b")[-1]', "error: index out of range"],
  ['hierarchy("a")[dyn("x")]', "error: unsupported index type 'string'"],
  ['dyn(hierarchy("a")).foo', "error: unsupported index type 'string'"],
  ['has(dyn(hierarchy("a")).foo)', "error: unsupported index type 'string'"],
  ['dyn(hierarchy("a.b")).size()', "2"],
])("elements: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['size(hierarchy("a.b"))', "rejected: found no matching overload for 'size' applied to '(cerbos.lib.hierarchy)'"],
  ['hierarchy("a").ancestorOf("a.b")', "rejected: found no matching overload for 'ancestorOf' applied to 'cerbos.lib.hierarchy.(string)'"],
  ['hierarchy("a").ancestorOf(dyn("a.b"))', "error: no such overload"],
  ['dyn("a").ancestorOf(hierarchy("a"))', "error: no such overload"],
  ['dyn(hierarchy("a")) == "a"', "error: no such overload"],
  ['dyn("a") == hierarchy("a")', "false"],
  ['dyn(1) in [hierarchy("a")]', "false"],
  ['string(dyn(hierarchy("a")))', "error: no such overload: string(cerbos.lib.hierarchy)"],
  ['dyn(hierarchy("a")).exists(x, true)', "error: got 'types.Hierarchy', expected iterable type"],
  ['"a" in dyn(hierarchy("a"))', "error: no such overload"],
])("what a hierarchy is not: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

test("tests of two texts say what tests of the hierarchies say", () => {
  const path = fc.string({ unit: fc.constantFrom("a", "b", ".", "é"), maxLength: 6 });
  const relations = hierarchyRows.flatMap(({ name, call, fused }) => (fused ? [{ name, call, fused }] : []));
  fc.assert(
    fc.property(path, path, fc.boolean(), (a, rest, isBelow) => {
      const b = isBelow ? `${a}${rest}` : rest;
      const [left, right] = [a, b].map((text) => new Hierarchy(text.split(".")));
      expect(relations.map(({ name, fused }) => [name, fused.call(a, b)])).toEqual(
        relations.map(({ name, call }) => [name, call(left, right)]),
      );
    }),
    { numRuns: 1000 },
  );
  expect(relations.length).toBe(6);
});
