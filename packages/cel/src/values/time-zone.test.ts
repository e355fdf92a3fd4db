import { expect, test } from "vitest";
import { CelError } from "./cel-error.ts";
import { TimeZones } from "./time-zone.ts";
import { ianaSpelling } from "./zone-names.ts";

function offsetAt(zone: string, instant: string): number | string {
  const found = new TimeZones().find(zone);
  return found instanceof CelError ? found.message : found.offsetSeconds(Date.parse(instant) / 1000) / 60;
}

test.each([
  ["", "2024-01-01T00:00:00Z", 0],
  ["UTC", "2024-01-01T00:00:00Z", 0],
  ["Local", "2024-01-01T00:00:00Z", 0],
  ["Europe/Berlin", "2024-01-01T00:00:00Z", 60],
  ["Europe/Berlin", "2024-07-01T00:00:00Z", 120],
  ["Europe/Berlin", "2024-03-31T00:59:59Z", 60],
  ["Europe/Berlin", "2024-03-31T01:00:00Z", 120],
  ["America/New_York", "1800-01-01T00:00:00Z", -(4 * 60 + 56) - 2 / 60],
  ["EST", "2024-07-01T00:00:00Z", -300],
  ["NZ", "2024-01-01T00:00:00Z", 780],
  ["US/Eastern", "2024-01-01T00:00:00Z", -300],
  ["-05:00", "2024-01-01T00:00:00Z", -300],
  ["-05:30", "2024-01-01T00:00:00Z", -330],
  ["+05:30", "2024-01-01T00:00:00Z", 330],
  ["05:30", "2024-01-01T00:00:00Z", 330],
  ["5:30", "2024-01-01T00:00:00Z", 330],
  ["05:3", "2024-01-01T00:00:00Z", 303],
  ["-00:30", "2024-01-01T00:00:00Z", -30],
  ["-25:99", "2024-01-01T00:00:00Z", "unknown time zone -25:99"],
  ["est", "2024-01-01T00:00:00Z", "unknown time zone est"],
  ["america/New_York", "2024-01-01T00:00:00Z", "unknown time zone america/New_York"],
  ["Mars/Olympus", "2024-01-01T00:00:00Z", "unknown time zone Mars/Olympus"],
  ["+5", "2024-01-01T00:00:00Z", "unknown time zone +5"],
  ["+0500", "2024-01-01T00:00:00Z", "unknown time zone +0500"],
  ["a:b", "2024-01-01T00:00:00Z", 'strconv.Atoi: parsing "a": invalid syntax'],
  ["05:30:00", "2024-01-01T00:00:00Z", 'strconv.Atoi: parsing "30:00": invalid syntax'],
])("time zone %j is at %s this many minutes from UTC: %s", (zone, instant, offset) => {
  expect(offsetAt(zone, instant)).toBe(offset);
});

test("every zone the host lists has the spelling the rule gives", () => {
  const misspelled = Intl.supportedValuesOf("timeZone").filter((name) => ianaSpelling(name) !== name);
  expect(misspelled).toEqual([]);
});

test.each([
  "EST5EDT",
  "Etc/GMT+8",
  "GB-Eire",
  "NZ-CHAT",
  "W-SU",
  "Zulu",
  "Mexico/BajaNorte",
  "Brazil/DeNoronha",
  "America/Argentina/ComodRivadavia",
  "America/Knox_IN",
  "US/East-Indiana",
])("the old name %s is known in this spelling only", (name) => {
  const zones = new TimeZones();
  const answers = [name, name.toLowerCase()].map((spelling) => zones.find(spelling) instanceof CelError);
  expect(answers).toEqual([false, true]);
});
