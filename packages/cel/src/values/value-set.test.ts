import fc from "fast-check";
import { expect, test } from "vitest";
import { isEqual } from "./equality.ts";
import { equalityKey } from "./equality-key.ts";
import { values } from "./testdata/arbitrary-value.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";
import { ValueSet } from "./value-set.ts";

test("a value is in a set when it equals an element", () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 8 }), values, (list, value) => {
      expect(new ValueSet(list).has(value)).toBe(list.some((item) => isEqual(item, value)));
    }),
    { numRuns: 1000 },
  );
});

test("a list or map has the key of everything it equals", () => {
  const nearly = fc.oneof(
    fc.constantFrom<Value>(
      1,
      1n,
      new Uint(1n),
      0,
      -0,
      2 ** 53,
      2n ** 53n + 1n,
      "a",
      "1",
      true,
      null,
      Number.NaN,
    ),
    values,
  );
  const list = fc.array(nearly, { maxLength: 3 });
  const objects = fc.oneof(
    list,
    fc.dictionary(fc.constantFrom("a", "b", "__proto__"), nearly),
    list.map((items) => [items]),
  );
  fc.assert(
    fc.property(objects, objects, (left, right) => {
      const [one, other] = [equalityKey(left), equalityKey(right)];
      if (one !== undefined && other !== undefined && isEqual(left, right)) expect(one).toBe(other);
    }),
    { numRuns: 5000 },
  );
});

test("long lists of objects are compared in about the time it takes to read them", () => {
  const objects = Array.from({ length: 20_000 }, (_, id) => ({ id, of: [id % 7, { kind: "x" }] }));
  const start = performance.now();
  const set = new ValueSet(objects);
  expect(objects.every((object) => set.has({ of: [object.id % 7, { kind: "x" }], id: object.id }))).toBe(
    true,
  );
  expect(set.has({ id: -1, of: [] })).toBe(false);
  // Comparing all with all takes a minute.
  expect(performance.now() - start).toBeLessThan(5000);
});
