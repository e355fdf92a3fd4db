import fc from "fast-check";
import { CelMap } from "../cel-map.ts";
import { durationFromNanos } from "../duration.ts";
import { Timestamp } from "../timestamp.ts";
import { TypeValue } from "../type-value.ts";
import { Uint } from "../uint.ts";
import type { Value } from "../value.ts";

/** Numbers of all types, close to where they differ. */
export const numbers: fc.Arbitrary<Value> = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.bigInt({ min: 0n, max: 3n }).map((value) => new Uint(value)),
  fc.constantFrom(0, -0, 1, 1.5, -2, 3, Number.NaN, Infinity, -Infinity),
  fc.constantFrom((1n << 53n) + 1n, 1n << 53n, (1n << 63n) - 1n, 2 ** 53, 2 ** 63),
  fc.constant(new Uint((1n << 64n) - 1n)),
);

/** Texts whose code points and code units order differently. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.constantFrom("", "a", "__proto__", "constructor", "\uffff", "\u{1f44d}"),
);

const scalars: fc.Arbitrary<Value> = fc.oneof(
  numbers,
  texts,
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => Uint8Array.from(bytes)),
  fc.integer({ min: 0, max: 2 }).map((seconds) => new Timestamp(seconds, 0)),
  fc.bigInt({ min: -2n, max: 2n }).map(durationFromNanos),
  fc.constantFrom("int", "string").map((name) => new TypeValue(name)),
);

const keys: fc.Arbitrary<Value> = fc.oneof(texts, fc.boolean(), fc.bigInt({ min: 0n, max: 3n }));

/** Values of every kind, small enough that two of them are equal now and then. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    scalars,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(texts, tie("value"), { maxKeys: 2 }),
    fc.array(fc.tuple(keys, tie("value")), { maxLength: 2 }).map((entries) => new CelMap(entries)),
  ),
})).value;
