import fc from "fast-check";
import { expect, test } from "vitest";
import { CelError } from "./cel-error.ts";
import { compareTimestamps, formatTimestamp, makeTimestamp, parseTimestamp, Timestamp } from "./timestamp.ts";

function readAndWrite(text: string): string {
  const timestamp = parseTimestamp(text);
  return timestamp instanceof CelError ? timestamp.message : formatTimestamp(timestamp);
}

const unreadable = "type conversion error from 'string' to 'google.protobuf.Timestamp'";

test.each([
  ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
  ["2020-01-01T00:00:00.5+05:30", "2020-01-01T00:00:00.5+05:30"],
  ["2020-01-01T00:00:00.500-05:30", "2020-01-01T00:00:00.5-05:30"],
  ["2020-01-01T00:00:00,5Z", "2020-01-01T00:00:00.5Z"],
  ["2020-01-01T0:00:00Z", "2020-01-01T00:00:00Z"],
  ["2020-01-01T00:00:00.123456789123Z", "2020-01-01T00:00:00.123456789Z"],
  ["2020-01-01T00:00:00-00:00", "2020-01-01T00:00:00Z"],
  ["2020-01-01T00:00:00+24:00", "2020-01-01T00:00:00+24:00"],
  ["2020-01-01T00:00:00+25:00", unreadable],
  ["2020-01-01 00:00:00Z", unreadable],
  ["2020-01-01T00:00:00", unreadable],
  ["2020-01-01", unreadable],
  ["2020-01-01t00:00:00Z", unreadable],
  ["2020-01-01T00:00:00z", unreadable],
  ["2020-01-01T24:00:00Z", unreadable],
  ["2020-01-01T00:00:60Z", unreadable],
  ["2020-01-01T00:00:00.Z", unreadable],
  ["2020-13-01T00:00:00Z", unreadable],
  ["2020-02-30T00:00:00Z", unreadable],
  ["2021-02-29T00:00:00Z", unreadable],
  ["10000-01-01T00:00:00Z", unreadable],
  ["2020-1-01T00:00:00Z", unreadable],
  ["2020-01-01T00:00:00+0530", unreadable],
  ["0000-12-31T23:59:59Z", "timestamp overflow"],
  ["0001-01-01T00:00:00+01:00", "timestamp overflow"],
  ["9999-12-31T23:59:59-01:00", "timestamp overflow"],
  ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"],
  ["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"],
])("the timestamp %s reads as %s", (text, written) => {
  expect(readAndWrite(text)).toBe(written);
});

const timestamps = fc
  .record({
    seconds: fc.integer({ min: -62_135_510_400, max: 253_402_214_400 }),
    nanos: fc.integer({ min: 0, max: 999_999_999 }),
    offsetMinutes: fc.integer({ min: -23 * 60, max: 23 * 60 }),
  })
  .map(({ seconds, nanos, offsetMinutes }) => new Timestamp(seconds, nanos, offsetMinutes));

test("a timestamp is read back as it was written", () => {
  fc.assert(
    fc.property(timestamps, (timestamp) => {
      expect(parseTimestamp(formatTimestamp(timestamp))).toEqual(timestamp);
    }),
  );
});

test("timestamps of one zone are ordered as their texts are", () => {
  const utc = timestamps.map(({ seconds, nanos }) => new Timestamp(seconds, nanos));
  fc.assert(
    fc.property(utc, utc, (left, right) => {
      // The fraction is dropped where it is zero, so texts are compared with all nine digits.
      const text = (t: Timestamp) =>
        formatTimestamp(new Timestamp(t.seconds, 0)) + String(t.nanos).padStart(9, "0");
      expect(Math.sign(compareTimestamps(left, right))).toBe(
        Number(text(left) > text(right)) - Number(text(left) < text(right)),
      );
    }),
  );
});

test.each([
  [0, 1_500_000_000, new Timestamp(1, 500_000_000)],
  [0, -1, new Timestamp(-1, 999_999_999)],
  [253_402_300_799, 1_000_000_000, new CelError("timestamp overflow")],
  [-62_135_596_800, -1, new CelError("timestamp overflow")],
])("%d seconds and %d nanoseconds carry", (seconds, nanos, expected) => {
  expect(makeTimestamp(seconds, nanos)).toEqual(expected);
});
