import type { AuditRequest } from "../../../service/audit-request.ts";

/** A `ListAuditLogEntriesRequest` as its JSON form has it. */
interface RequestJson {
  readonly kind?: string | number;
  readonly tail?: number;
  readonly between?: { readonly start?: string; readonly end?: string };
  /** Shape: `"1.5s"`. */
  readonly since?: string;
  readonly lookup?: string;
}

const KINDS: ReadonlyMap<unknown, number> = new Map([
  ["KIND_ACCESS", 1],
  ["KIND_DECISION", 2],
]);

/** Reads the JSON form of a request that was sent as a message. */
export function auditRequestOf(message: unknown): AuditRequest {
  const { kind, tail, between, since, lookup } = message as RequestJson;
  return {
    kind: KINDS.get(kind) ?? 0,
    ...(tail !== undefined && { tail }),
    ...(between && {
      between: {
        ...(between.start !== undefined && { startMs: Date.parse(between.start) }),
        ...(between.end !== undefined && { endMs: Date.parse(between.end) }),
      },
    }),
    ...(since !== undefined && { sinceMs: Number.parseFloat(since) * 1000 }),
    ...(lookup !== undefined && { lookup }),
  };
}
