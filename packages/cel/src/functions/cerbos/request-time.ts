import { type CelError, noSuchOverload } from "../../values/cel-error.ts";
import type { Duration } from "../../values/duration.ts";
import { Timestamp, timeBetween } from "../../values/timestamp.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionRow, Now } from "../library.ts";

// biome-ignore format: one row per overload
/** The instant of the request, the same wherever it is asked for. */
export const requestTimeRows: readonly FunctionRow[] = [
  { name: "now",       signature: "() timestamp",          call: (now: Now) => now, needs: "now", inline: "now" },
  { name: "timeSince", signature: "(timestamp) duration",  call: timeSince, needs: "now", total: true, inline: "since" },
  { name: "timeSince", signature: "timestamp.() duration", call: timeSince, needs: "now", total: true, inline: "since" },
];

function timeSince(now: Now, instant: Value): Duration | CelError {
  return instant instanceof Timestamp ? timeBetween(now, instant) : noSuchOverload;
}
