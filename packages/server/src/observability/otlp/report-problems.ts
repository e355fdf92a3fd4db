import type { Logger } from "../logger.ts";

/** Logs what goes wrong while exporting. Comes back with how to stop. */
export async function reportProblems(log: Logger): Promise<() => void> {
  const { diag, DiagLogLevel } = await import("@opentelemetry/api");
  const report = (error: string): void => log.warn("OpenTelemetry error", { error });
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return () => diag.disable();
}
