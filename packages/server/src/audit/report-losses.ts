import type { Logger } from "../observability/logger.ts";
import { reasonOf } from "../reason-of.ts";
import type { AuditKind } from "./audit-entry.ts";
import type { OnLost } from "./write-queue.ts";

/** Between two lines about the same kind; a full disk loses every entry. */
const SILENCE_MS = 10_000;

/** Counts lost entries one by one, and logs them with pauses. */
export function reportLosses(log: Logger, onLost: (kind: AuditKind) => void): OnLost {
  const quietUntil = new Map<AuditKind, number>();
  const unreported = new Map<AuditKind, number>();
  return (kind, count, cause) => {
    for (let lost = 0; lost < count; lost++) onLost(kind);
    const total = (unreported.get(kind) ?? 0) + count;
    unreported.set(kind, total);
    const now = performance.now();
    if (now < (quietUntil.get(kind) ?? 0)) return;
    log.warn(`Failed to write ${kind} log entry`, { error: reasonOf(cause), lost: total });
    unreported.set(kind, 0);
    quietUntil.set(kind, now + SILENCE_MS);
  };
}
