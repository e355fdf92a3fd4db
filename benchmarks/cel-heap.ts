import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { countTrue, median, type Subject } from "./cel-timing.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const laps = 500;

/** How much of the heap a call takes; what the measurement itself takes is in it, a fraction of a byte. */
export function bytesPerCall(subject: Subject): number {
  countTrue(subject, laps);
  return median(Array.from({ length: 7 }, () => measureOnce(subject)));
}

/** INVARIANT: a round takes far less than the young generation has, so nothing is collected while it is measured. */
function measureOnce(subject: Subject): number {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  countTrue(subject, laps);
  const taken = process.memoryUsage().heapUsed - before;
  return Math.max(0, taken) / laps / subject.inputs.length;
}
