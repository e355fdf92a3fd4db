export type AuditKind = "access" | "decision";

/** One record of a call or of a decision. */
export interface AuditEntry {
  readonly kind: AuditKind;
  /** The ULID that the caller got; entries are ordered by it. */
  readonly callId: string;
  /** A message of `cerbos.audit.v1`, as JSON. */
  readonly json: string;
}
