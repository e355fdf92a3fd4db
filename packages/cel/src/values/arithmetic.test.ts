import fc from "fast-check";
import { expect, test } from "vitest";
import { add, divide, multiply, negate, remainder, subtract } from "./arithmetic.ts";
import { isCelError } from "./cel-error.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";

const edges64 = [0n, 1n, -1n, 2n, (1n << 53n) - 1n, 1n << 53n, (1n << 63n) - 1n, -(1n << 63n)];
const int64 = fc.oneof(fc.constantFrom(...edges64), fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }));
const uint64 = fc.oneof(
  fc.constantFrom(0n, 1n, (1n << 64n) - 1n),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);

function shown(value: ReturnType<typeof add>): Value {
  if (isCelError(value)) return value.message;
  return value instanceof Uint ? value.value : value;
}

const operators = [
  ["+", add, (a: bigint, b: bigint) => a + b],
  ["-", subtract, (a: bigint, b: bigint) => a - b],
  ["*", multiply, (a: bigint, b: bigint) => a * b],
  ["/", divide, (a: bigint, b: bigint) => (b === 0n ? "division by zero" : a / b)],
] as const;

test.each(operators)("int %s is exact or an overflow", (_, operator, exact) => {
  fc.assert(
    fc.property(int64, int64, (a, b) => {
      const result = exact(a, b);
      const fits = typeof result === "string" || BigInt.asIntN(64, result) === result;
      expect(shown(operator(a, b))).toBe(fits ? result : "integer overflow");
    }),
  );
});

test.each(operators)("uint %s is exact or an overflow", (_, operator, exact) => {
  fc.assert(
    fc.property(uint64, uint64, (a, b) => {
      const result = exact(a, b);
      const fits = typeof result === "string" || BigInt.asUintN(64, result) === result;
      expect(shown(operator(new Uint(a), new Uint(b)))).toBe(fits ? result : "unsigned integer overflow");
    }),
  );
});

test("quotient and remainder make the dividend again", () => {
  fc.assert(
    fc.property(int64, int64, (a, b) => {
      const [quotient, rest] = [divide(a, b), remainder(a, b)];
      const remade = typeof quotient === "bigint" && typeof rest === "bigint" ? quotient * b + rest : a;
      expect(remade).toBe(a);
    }),
  );
});

test("an int is the negative of its negative", () => {
  fc.assert(
    fc.property(int64, (a) => {
      const negative = negate(a);
      expect(isCelError(negative) ? a : negate(negative)).toBe(a);
    }),
  );
});

test("doubles follow IEEE 754", () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), (a, b) => {
      expect([add(a, b), subtract(a, b), multiply(a, b), divide(a, b)]).toEqual([a + b, a - b, a * b, a / b]);
    }),
  );
});
