import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../../reason-of.ts";
import type { Logger } from "../logger.ts";

/** A collector that does not answer must not hold up the end of a server for longer. */
const GRACE_MS = 5000;

/** Exports what is left and lets go; what cannot be exported is lost, and the log says so. */
export async function closeExporter(close: () => Promise<void>, log: Logger): Promise<void> {
  const over = new AbortController();
  const tooLate = async (): Promise<never> => {
    await delay(GRACE_MS, undefined, { signal: over.signal });
    throw new Error("the collector did not answer in time");
  };
  try {
    await Promise.race([close(), tooLate()]);
  } catch (failure) {
    log.warn("OpenTelemetry error", { error: reasonOf(failure) });
  } finally {
    over.abort();
  }
}
