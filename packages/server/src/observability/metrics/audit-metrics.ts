import type { AuditKind } from "../../audit/audit-entry.ts";
import type { Family, NumberCell } from "./family.ts";

/** Counts audit entries that got lost. */
export interface AuditMetrics {
  /** An entry could not be written. */
  failed(kind: AuditKind): void;
}

export interface AuditFamilies {
  readonly auditErrors: Family<NumberCell>;
}

export function measureAudit({ auditErrors }: AuditFamilies): AuditMetrics {
  return {
    failed: (kind) => auditErrors.with({ kind }).add(),
  };
}
