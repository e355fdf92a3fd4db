import type { AuditEntry } from "./audit-entry.ts";
import type { AuditQuery } from "./audit-query.ts";

/** Where entries end up. */
export interface AuditBackend {
  /** Throws: when some entry did not get everywhere it should; the caller does not try again. */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** In the order that the query asks for; absent where entries cannot be read again. */
  readonly read?: (query: AuditQuery) => AsyncIterable<AuditEntry>;
  close(): Promise<void>;
}
