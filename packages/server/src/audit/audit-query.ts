import type { AuditKind } from "./audit-entry.ts";

/** Which entries somebody wants to see. */
export interface AuditQuery {
  readonly kind: AuditKind;
  readonly filter: AuditFilter;
}

/** Units: milliseconds since 1970. Both ends of a range are part of it. */
export type AuditFilter =
  | { readonly by: "tail"; readonly count: number }
  | { readonly by: "range"; readonly fromMs: number; readonly toMs: number }
  | { readonly by: "call"; readonly callId: string };
