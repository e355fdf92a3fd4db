import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['timestamp("2024-02-29T13:14:15.678Z").getFullYear()', "2024"],
  ['timestamp("2024-02-29T13:14:15.678Z").getMonth()', "1"],
  ['timestamp("2024-02-29T13:14:15.678Z").getDate()', "29"],
  ['timestamp("2024-02-29T13:14:15.678Z").getDayOfMonth()', "28"],
  ['timestamp("2024-02-29T13:14:15.678Z").getDayOfYear()', "59"],
  ['timestamp("2024-12-31T23:59:59Z").getDayOfYear()', "365"],
  ['timestamp("2024-02-29T13:14:15.678Z").getDayOfWeek()', "4"],
  ['timestamp("2024-03-03T00:00:00Z").getDayOfWeek()', "0"],
  ['timestamp("2024-02-29T13:14:15.678Z").getHours()', "13"],
  ['timestamp("2024-02-29T13:14:15.678Z").getMinutes()', "14"],
  ['timestamp("2024-02-29T13:14:15.678Z").getSeconds()', "15"],
  ['timestamp("2024-02-29T13:14:15.678Z").getMilliseconds()', "678"],
  ['timestamp("2024-02-29T13:14:15+05:30").getHours()', "7"],
  ['timestamp("0001-01-01T00:00:00Z").getFullYear()', "1"],
  ['timestamp("0001-01-01T00:00:00Z").getDayOfYear()', "0"],
])("parts of a timestamp: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['timestamp("2020-01-01T00:00:00Z").getHours("")', "0"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("UTC")', "0"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("EST")', "19"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("NZ")', "13"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("-05:00")', "19"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("05:30")', "5"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("5:30")', "5"],
  ['timestamp("2020-01-01T00:00:00Z").getMinutes("Asia/Kolkata")', "30"],
  ['timestamp("2020-01-01T00:00:00Z").getFullYear("America/New_York")', "2019"],
  ['timestamp("2020-01-01T00:00:00Z").getDayOfYear("America/New_York")', "364"],
  ['timestamp("2020-07-01T00:00:00Z").getHours("Europe/Berlin")', "2"],
  ['timestamp("1800-01-01T00:00:00Z").getSeconds("America/New_York")', "58"],
  ['timestamp("0001-01-01T00:00:00Z").getFullYear("America/New_York")', "0"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("est")', "error: unknown time zone est"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("X")', "error: unknown time zone X"],
  ['timestamp("2020-01-01T00:00:00Z").getHours("-25:99")', "error: unknown time zone -25:99"],
])("time zones: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['duration("3750s").getHours()', "1"],
  ['duration("3750s").getMinutes()', "62"],
  ['duration("3750s").getSeconds()', "3750"],
  ['duration("3750s").getMilliseconds()', "3750000"],
  ['duration("-90s").getMinutes()', "-1"],
  ['duration("-1500ms").getSeconds()', "-1"],
  ['duration("-1500ms").getMilliseconds()', "-1500"],
  ['duration("-1ms").getSeconds()', "0"],
])("whole units of a duration: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["dyn(1).getHours()", "error: no such overload: getHours(int)"],
  ['dyn("a").getHours()', "error: no such overload: getHours(string)"],
  ['dyn(duration("1s")).getDate()', "error: no such overload: getDate(google.protobuf.Duration)"],
  ['dyn(duration("1s")).getHours("UTC")', "error: no such overload: getHours(google.protobuf.Duration, string)"],
  ["dyn(timestamp(1)).getHours(dyn(1))", "error: no such overload: getHours(google.protobuf.Timestamp, int)"],
])("values without such parts: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
