import { DiagLogLevel, diag } from "@opentelemetry/api";
import type { Logger } from "../logger.ts";

/** Logs what goes wrong while exporting. Comes back with how to stop. */
export function reportProblems(log: Logger): () => void {
  const report = (error: string): void => log.warn("OpenTelemetry error", { error });
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return () => diag.disable();
}
