import type { Family, NumberCell } from "./family.ts";

export type AuditKind = "access" | "decision";

/** Counts audit entries that got lost. */
export interface AuditMetrics {
  /** An entry could not be written. */
  failed(kind: AuditKind): void;
  /** An entry was too large for its backend. */
  oversized(kind: AuditKind): void;
}

export interface AuditFamilies {
  readonly auditErrors: Family<NumberCell>;
  readonly auditOversized: Family<NumberCell>;
}

export function measureAudit({ auditErrors, auditOversized }: AuditFamilies): AuditMetrics {
  return {
    failed: (kind) => auditErrors.with({ kind }).add(),
    oversized: (kind) => auditOversized.with({ kind }).add(),
  };
}
