import { expect, test } from "vitest";
import { parseGoDuration } from "./go-duration.ts";

test.each([
  ["0", 0],
  ["1h30m", 5_400_000],
  ["1.5s", 1_500],
  ["-1s", -1_000],
  ["+2ms", 2],
  [".5s", 500],
  ["1.s", 1_000],
  ["250us", 0.25],
  ["500ns", 0.0005],
  ["1m1m", 120_000],
  ["5", undefined],
  ["1d", undefined],
  ["", undefined],
  ["s", undefined],
  ["1 s", undefined],
  ["1s ", undefined],
  ["3000000h", undefined],
])("the duration %j takes %j ms", (text, milliseconds) => {
  expect(parseGoDuration(text)).toBe(milliseconds);
});
