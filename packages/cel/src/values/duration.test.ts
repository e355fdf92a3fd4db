import fc from "fast-check";
import { expect, test } from "vitest";
import { CelError } from "./cel-error.ts";
import { durationFromNanos, durationNanos, formatDuration, makeDuration, parseDuration } from "./duration.ts";

function readNanos(text: string): bigint | string {
  const duration = parseDuration(text);
  return duration instanceof CelError ? duration.message : durationNanos(duration);
}

const unreadable = "type conversion error from 'string' to 'google.protobuf.Duration'";

test.each([
  ["0", 0n],
  ["-0", 0n],
  ["1ns", 1n],
  ["1us", 1000n],
  ["1\u00b5s", 1000n],
  ["1\u03bcs", 1000n],
  ["1.5ms", 1_500_000n],
  ["1.5h30m", 7_200_000_000_000n],
  ["+1h", 3_600_000_000_000n],
  ["-1.5s", -1_500_000_000n],
  [".5s", 500_000_000n],
  ["1.s", 1_000_000_000n],
  ["0.1234567891s", 123_456_789n],
  ["2562047h47m16.854775807s", 9_223_372_036_854_775_807n],
  ["-2562047h47m16.854775808s", -9_223_372_036_854_775_808n],
  ["2562047h47m16.854775808s", unreadable],
  ["-2562047h47m16.854775809s", unreadable],
  ["", unreadable],
  ["-", unreadable],
  ["1", unreadable],
  ["00", unreadable],
  ["1d", unreadable],
  ["1 h", unreadable],
  ["1H", unreadable],
  [".s", unreadable],
  ["1h-1m", unreadable],
  ["1e3s", unreadable],
])("the duration %j reads as %s nanoseconds", (text, nanos) => {
  expect(readNanos(text)).toBe(nanos);
});

test.each([
  [0n, "0s"],
  [1n, "0.000000001s"],
  [5_400_000_000_000n, "5400s"],
  [1_500_000_000n, "1.5s"],
  [-1_500_000_000n, "-1.5s"],
  [100_000_000_000_000_000n, "100000000s"],
  [9_223_372_036_854_775_807n, "9223372036.854776s"],
])("%d nanoseconds are written %s", (nanos, text) => {
  expect(formatDuration(durationFromNanos(nanos))).toBe(text);
});

const nanoseconds = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });

test("a duration keeps its nanoseconds", () => {
  fc.assert(
    fc.property(nanoseconds, (nanos) => {
      const duration = durationFromNanos(nanos);
      expect([durationNanos(duration), duration.nanos >= 0, duration.nanos < 1e9]).toEqual([
        nanos,
        true,
        true,
      ]);
    }),
  );
});

test("durations add up like 64-bit nanoseconds", () => {
  fc.assert(
    fc.property(nanoseconds, nanoseconds, (left, right) => {
      const [a, b] = [durationFromNanos(left), durationFromNanos(right)];
      const sum = makeDuration(a.seconds + b.seconds, a.nanos + b.nanos);
      const expected = BigInt.asIntN(64, left + right) === left + right ? left + right : "integer overflow";
      expect(sum instanceof CelError ? sum.message : durationNanos(sum)).toBe(expected);
    }),
  );
});
