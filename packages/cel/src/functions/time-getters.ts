import { CelError } from "../values/cel-error.ts";
import { type Duration, wholeMilliseconds, wholeUnits } from "../values/duration.ts";
import type { TimeZones } from "../values/time-zone.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { FunctionRow } from "./library.ts";

/** Rows of one getter, without and with a time zone. */
function getter(name: string, read: ReadDate): readonly FunctionRow[] {
  return [
    {
      name,
      signature: "timestamp.() int",
      call: ({ seconds, nanos }: Timestamp) => read(new Date(seconds * 1000), nanos),
      safeInt: true,
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
  ...getter("getFullYear",     (date) => date.getUTCFullYear()),
  ...getter("getMonth",        (date) => date.getUTCMonth()),
  ...getter("getDate",         (date) => date.getUTCDate()),
  ...getter("getDayOfMonth",   (date) => date.getUTCDate() - 1),
  ...getter("getDayOfWeek",    (date) => date.getUTCDay()),
  ...getter("getDayOfYear",    dayOfYear),
  ...getter("getHours",        (date) => date.getUTCHours()),
  ...getter("getMinutes",      (date) => date.getUTCMinutes()),
  ...getter("getSeconds",      (date) => date.getUTCSeconds()),
  ...getter("getMilliseconds", (_, nanos) => Math.trunc(nanos / 1e6)),

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
