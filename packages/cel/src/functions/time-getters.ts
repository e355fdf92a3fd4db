import { CelError } from "../values/cel-error.ts";
import { type Duration, wholeMilliseconds, wholeUnits } from "../values/duration.ts";
import type { TimeZones } from "../values/time-zone.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { FunctionRow } from "./library.ts";

/** Rows of one getter, without and with a time zone. */
function getter(
  name: string,
  read: ReadDate,
  about: string,
  example: readonly [string, string],
): readonly FunctionRow[] {
  return [
    {
      name,
      signature: "timestamp.() int",
      call: ({ seconds, nanos }: Timestamp) => read(new Date(seconds * 1000), nanos),
      safeInt: true,
      about,
      example,
    },
    {
      name,
      signature: "timestamp.(string) int",
      call: (zones: TimeZones, { seconds, nanos }: Timestamp, zoneName: string) => {
        const zone = zones.find(zoneName);
        if (zone instanceof CelError) return zone;
        return read(new Date((seconds + zone.offsetSeconds(seconds)) * 1000), nanos);
      },
      needs: "zones",
      safeInt: true,
    },
  ];
}

/** Reads one part of a date whose UTC parts are the parts in the asked time zone. */
type ReadDate = (date: Date, nanos: number) => number;

// biome-ignore format: one row per getter
/** Parts of timestamps, in UTC or a given time zone, and durations in whole units. */
export const timeGetterRows: readonly FunctionRow[] = [
  ...getter("getFullYear",     (date) => date.getUTCFullYear(),   "year", ["timestamp('2024-02-03T04:05:06Z').getFullYear()", "2024"]),
  ...getter("getMonth",        (date) => date.getUTCMonth(),      "month from 0", ["timestamp('2024-02-03T04:05:06Z').getMonth()", "1"]),
  ...getter("getDate",         (date) => date.getUTCDate(),       "day of the month from 1", ["timestamp('2024-02-03T04:05:06Z').getDate()", "3"]),
  ...getter("getDayOfMonth",   (date) => date.getUTCDate() - 1,   "day of the month from 0", ["timestamp('2024-02-03T04:05:06Z').getDayOfMonth()", "2"]),
  ...getter("getDayOfWeek",    (date) => date.getUTCDay(),        "day of the week, Sunday is 0", ["timestamp('2024-02-03T04:05:06Z').getDayOfWeek()", "6"]),
  ...getter("getDayOfYear",    dayOfYear,                         "day of the year from 0", ["timestamp('2024-02-03T04:05:06Z').getDayOfYear()", "33"]),
  ...getter("getHours",        (date) => date.getUTCHours(),      "hour, or whole hours of a duration", ["timestamp('2024-02-03T04:05:06Z').getHours('Europe/Berlin')", "5"]),
  ...getter("getMinutes",      (date) => date.getUTCMinutes(),    "minute, or whole minutes of a duration", ["timestamp('2024-02-03T04:05:06Z').getMinutes()", "5"]),
  ...getter("getSeconds",      (date) => date.getUTCSeconds(),    "second, or whole seconds of a duration", ["duration('1h').getSeconds()", "3600"]),
  ...getter("getMilliseconds", (_, nanos) => Math.trunc(nanos / 1e6), "millisecond, or whole milliseconds of a duration", ["timestamp('2024-02-03T04:05:06.789Z').getMilliseconds()", "789"]),

  { name: "getHours",        signature: "duration.() int", call: (duration: Duration) => wholeUnits(duration, 3600), safeInt: true },
  { name: "getMinutes",      signature: "duration.() int", call: (duration: Duration) => wholeUnits(duration, 60),   safeInt: true },
  { name: "getSeconds",      signature: "duration.() int", call: (duration: Duration) => wholeUnits(duration, 1),    safeInt: true },
  { name: "getMilliseconds", signature: "duration.() int", call: wholeMilliseconds,                                  safeInt: true },
];

function dayOfYear(date: Date): number {
  const yearStart = new Date(date);
  yearStart.setUTCMonth(0, 1);
  return Math.round((date.getTime() - yearStart.getTime()) / 86_400_000);
}
