import fc from "fast-check";
import { expect, test } from "vitest";
import { CelMap } from "./cel-map.ts";
import { isEqual } from "./equality.ts";
import { OptionalValue, optionalNone } from "./optional-value.ts";
import { values } from "./testdata/arbitrary-value.ts";
import { TypeValue } from "./type-value.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";

const cases: readonly (readonly [Value, Value, boolean])[] = [
  [1n, 1, true],
  [1n, new Uint(1n), true],
  [1, new Uint(1n), true],
  [1n, "1", false],
  [(1n << 53n) + 1n, 2 ** 53, true],
  [(1n << 53n) + 1n, 1n << 53n, false],
  [Number.NaN, Number.NaN, false],
  [-0, 0, true],
  [null, false, false],
  [[1n], [1], true],
  [[1n], [1n, 2n], false],
  [{ a: 1 }, new CelMap([["a", 1n]]), true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: null }, {}, false],
  [new CelMap([[1n, 2]]), new CelMap([[1, 2]]), false],
  [[1n], { 0: 1n }, false],
  [new TypeValue("int"), new TypeValue("int"), true],
  [new TypeValue("int"), "int", false],
  [new OptionalValue(1n), new OptionalValue(1), true],
  [new OptionalValue(1n), optionalNone, false],
];

test.each(cases)("%o equals %o: %s", (left, right, expected) => {
  expect(isEqual(left, right)).toBe(expected);
});

test("equality does not depend on the side", () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      expect(isEqual(left, right)).toBe(isEqual(right, left));
    }),
  );
});

test("a value without NaN equals itself and its copy", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => {
      expect(isEqual(json as Value, structuredClone(json) as Value)).toBe(true);
    }),
  );
});
