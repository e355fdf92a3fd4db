import fc from "fast-check";
import { expect, test } from "vitest";
import { isEqual } from "./equality.ts";
import { values } from "./testdata/arbitrary-value.ts";
import { ValueSet } from "./value-set.ts";

test("a value is in a set when it equals an element", () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 8 }), values, (list, value) => {
      expect(new ValueSet(list).has(value)).toBe(list.some((item) => isEqual(item, value)));
    }),
    { numRuns: 1000 },
  );
});
