import fc from "fast-check";
import { expect, test } from "vitest";
import { exponentDigits, fixedDigits } from "./decimal-digits.ts";
import { formatDouble, formatDoublePlainly, parseDouble, parseInt64, parseUint64 } from "./go-numbers.ts";

test.each([
  [1, "1", "1"],
  [0.1, "0.1", "0.1"],
  [-0, "-0", "-0"],
  [999999, "999999", "999999"],
  [1000000, "1e+06", "1000000"],
  [1234567.5, "1.2345675e+06", "1234567.5"],
  [0.0001, "0.0001", "0.0001"],
  [0.00001, "1e-05", "0.00001"],
  [1e21, "1e+21", "1000000000000000000000"],
  [1e100, "1e+100", `1${"0".repeat(100)}`],
  [-1.5, "-1.5", "-1.5"],
  [Number.NaN, "NaN", "NaN"],
  [Infinity, "+Inf", "+Inf"],
  [-Infinity, "-Inf", "-Inf"],
])("%d is written %s, and %s without an exponent", (value, short, plain) => {
  expect([formatDouble(value), formatDoublePlainly(value)]).toEqual([short, plain]);
});

test("a double is read back as it was written, in either form", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect([parseDouble(formatDouble(value)), parseDouble(formatDoublePlainly(value))]).toEqual([
        value,
        value,
      ]);
    }),
  );
});

test.each([
  ["1e3", 1000],
  ["1_0", 10],
  ["1e1_0", 1e10],
  [".5", 0.5],
  ["5.", 5],
  ["+1", 1],
  ["0x1p-2", 0.25],
  ["0x1.8p1", 3],
  ["0x_1p1", 2],
  ["0x.8p0", 0.5],
  ["-0X1P+1", -2],
  ["0x1p-1074", 5e-324],
  ["inf", Infinity],
  ["-Infinity", -Infinity],
  ["1e-999", 0],
  ["1e999", undefined],
  ["0x1p1024", undefined],
  ["0x1", undefined],
  ["0xp1", undefined],
  ["_1", undefined],
  ["1__0", undefined],
  ["1_.5", undefined],
  ["1._5", undefined],
  ["1e", undefined],
  ["", undefined],
  [".", undefined],
  [" 1", undefined],
  ["1f", undefined],
  ["-nan", undefined],
])("the double %j reads as %s", (text, value) => {
  expect(parseDouble(text)).toBe(value);
});

test.each([
  ["9223372036854775807", 9223372036854775807n, 9223372036854775807n],
  ["9223372036854775808", undefined, 9223372036854775808n],
  ["18446744073709551616", undefined, undefined],
  [`${"0".repeat(30)}7`, 7n, 7n],
  ["-1", -1n, undefined],
  ["+1", 1n, undefined],
  ["1_0", undefined, undefined],
  ["", undefined, undefined],
])("the integer %j reads as int %s and uint %s", (text, int, uint) => {
  expect([parseInt64(text), parseUint64(text)]).toEqual([int, uint]);
});

test("a long text is read in linear time", () => {
  const digits = "1".repeat(100_000);
  const started = performance.now();
  const read = [`${digits}x`, `0x${digits}`, `${digits}.${digits}e`].map(parseDouble);
  expect([read, performance.now() - started < 200]).toEqual([[undefined, undefined, undefined], true]);
});

test("decimals are those of toFixed and toExponential, apart from halves", () => {
  const isHalf = (exact: string, decimals: number) => new RegExp(`\\.\\d{${decimals}}50*(?:e|$)`).test(exact);
  const doubles = fc.double({ min: 0, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(doubles, fc.integer({ min: 0, max: 8 }), (value, decimals) => {
      fc.pre(!isHalf(value.toFixed(100), decimals) && !isHalf(value.toExponential(100), decimals));
      const exponential = value.toExponential(decimals).replace(/e([+-])(\d)$/, "e$10$2");
      expect([fixedDigits(value, decimals), exponentDigits(value, decimals)]).toEqual([
        value.toFixed(decimals),
        exponential,
      ]);
    }),
  );
});

test.each([
  [2.5, 0, "2"],
  [3.5, 0, "4"],
  [0.125, 2, "0.12"],
  [1.555, 2, "1.55"],
  [1e22, 1, "10000000000000000000000.0"],
  [5e-324, 3, "0.000"],
  [-0, 1, "-0.0"],
  [-1.25, 1, "-1.2"],
])("%d with %d decimals is %s", (value, decimals, text) => {
  expect(fixedDigits(value, decimals)).toBe(text);
});
