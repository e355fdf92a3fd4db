import fc from "fast-check";
import { expect, test } from "vitest";
import { isCelError } from "./cel-error.ts";
import { compareCodePoints } from "./code-points.ts";
import { isEqual } from "./equality.ts";
import { compare, greaterOrEqual, greaterThan, lessOrEqual, lessThan } from "./ordering.ts";
import { numbers, texts, values } from "./testdata/arbitrary-value.ts";

test("the four comparisons agree with each other", () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      const [less, lessEqual, greater, greaterEqual] = [
        lessThan(left, right),
        lessOrEqual(left, right),
        greaterThan(left, right),
        greaterOrEqual(left, right),
      ];
      const isConsistent =
        isCelError(less) || isCelError(lessEqual) || isCelError(greater) || isCelError(greaterEqual)
          ? [less, lessEqual, greater, greaterEqual].every(isCelError)
          : less === !greaterEqual && greater === !lessEqual && !(less && greater);
      expect(isConsistent).toBe(true);
    }),
  );
});

test("of two numbers exactly one is before the other or they are equal, except with NaN", () => {
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const order = compare(left, right, "_<_");
      expect(isCelError(order) ? false : order === 0).toBe(isEqual(left, right));
    }),
  );
});

test("turning the sides around turns the order around", () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      const [there, back] = [compare(left, right, "_<_"), compare(right, left, "_<_")];
      expect(isCelError(there) || isCelError(back) ? 0 : Math.sign(there) + Math.sign(back)).toBe(0);
    }),
  );
});

test("texts are ordered by their code points", () => {
  const points = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0);
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const [a, b] = [points(left), points(right)];
      const at = a.findIndex((point, i) => point !== b[i]);
      const expected = at < 0 ? Math.sign(a.length - b.length) : Math.sign((a[at] ?? 0) - (b[at] ?? -1));
      expect(Math.sign(compareCodePoints(left, right))).toBe(expected);
    }),
  );
});
