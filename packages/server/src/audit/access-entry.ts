import type { JsonObject } from "@orthrus/protocol";
import type { AuditEntry } from "./audit-entry.ts";
import type { Metadata } from "./metadata-selection.ts";
import { peerOf, type RecordedCall } from "./recorded-call.ts";

/** A call that ended, however that was. */
export interface EndedCall extends RecordedCall {
  /** Such as `cerbos.svc.v1.CerbosService/CheckResources`. */
  readonly rpc: string;
  readonly startedAt: Date;
  /** Of gRPC; 0 is success. */
  readonly code: number;
}

/** What entries say beside what happened. */
export interface EntryContext {
  readonly metadata: Metadata | undefined;
  readonly policySource: JsonObject;
  readonly annotations: JsonObject | undefined;
}

/** Writes the entry of a call: a `cerbos.audit.v1.AccessLogEntry`. */
export function accessEntry(call: EndedCall, context: EntryContext): AuditEntry {
  const { callId, rpc, startedAt, code } = call;
  const json = JSON.stringify({
    callId,
    timestamp: startedAt.toISOString(),
    peer: peerOf(call),
    metadata: context.metadata,
    method: `/${rpc}`,
    statusCode: code || undefined,
    policySource: context.policySource,
    requestContext: context.annotations && { annotations: context.annotations },
  });
  return { kind: "access", callId, json };
}
