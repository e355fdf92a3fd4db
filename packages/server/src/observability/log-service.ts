import { reasonOf } from "../reason-of.ts";
import type { EvaluationError } from "../service/service.ts";
import type { ServiceError } from "../service/service-error.ts";
import { LOG_LEVELS } from "./log-level.ts";
import type { Logger } from "./logger.ts";

/** Logs why a call failed that its caller can do nothing about. */
export function logFailure({ code, message, cause }: ServiceError, callId: string, log: Logger): void {
  if (code === "server/check-failed" || code === "server/plan-failed") {
    log.error(message, { cerbos: { call_id: callId }, error: reasonOf(cause) });
  }
}

/** Logs expressions that could not be evaluated, at a configured level; none when it is no level. */
export function logEvaluationErrors(
  configured: string,
  log: Logger,
): (errors: readonly EvaluationError[], callId: string) => void {
  const level = LOG_LEVELS.find((each) => each === configured);
  return (errors, callId) => {
    if (level === undefined || !log.allows(level)) return;
    for (const { expression, message } of errors) {
      log[level]("Failed to evaluate an expression", {
        cerbos: { call_id: callId },
        expression,
        error: message,
      });
    }
  };
}
