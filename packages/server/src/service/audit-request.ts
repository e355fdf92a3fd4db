import { invalidRequest, type PathElement, type Violation } from "@orthrus/protocol/wire";
import type { AuditFilter, AuditQuery } from "../audit/audit-query.ts";

/** A `ListAuditLogEntries` request as it was sent; at most one filter is there. */
export interface AuditRequest {
  /** Number of the kind; 0 is none. */
  readonly kind: number;
  readonly tail?: number;
  /** Units: milliseconds since 1970. */
  readonly between?: { readonly startMs?: number; readonly endMs?: number };
  readonly sinceMs?: number;
  readonly lookup?: string;
}

const KINDS = ["access", "decision"] as const;
const CALL_ID = "^[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{26}$";
const MAX_TAIL = 1000;

const KIND: PathElement = { number: 1, name: "kind", type: "TYPE_ENUM" };
const TAIL: PathElement = { number: 2, name: "tail", type: "TYPE_UINT32" };
const BETWEEN: PathElement = { number: 3, name: "between", type: "TYPE_MESSAGE" };
const LOOKUP: PathElement = { number: 5, name: "lookup", type: "TYPE_STRING" };
const REQUIRED: readonly PathElement[] = [{ number: 25, name: "required", type: "TYPE_BOOL" }];
const PATTERN: readonly PathElement[] = [
  { number: 14, name: "string", type: "TYPE_MESSAGE" },
  { number: 6, name: "pattern", type: "TYPE_STRING" },
];
const AT_LEAST: readonly PathElement[] = [
  { number: 5, name: "uint32", type: "TYPE_MESSAGE" },
  { number: 5, name: "gte", type: "TYPE_UINT32" },
];
const PAST: readonly PathElement[] = [
  { number: 22, name: "timestamp", type: "TYPE_MESSAGE" },
  { number: 7, name: "lt_now", type: "TYPE_BOOL" },
];

/** Makes a query of a request. Throws: `protocol/invalid-request`. */
export function auditQueryOf(request: AuditRequest, nowMs: number): AuditQuery {
  const violations = [...brokenRules(request, nowMs)];
  const kind = KINDS[request.kind - 1];
  const filter = filterOf(request, nowMs);
  if (violations.length > 0 || kind === undefined || filter === undefined) throw invalidRequest(violations);
  return { kind, filter };
}

function filterOf({ tail, between, sinceMs, lookup }: AuditRequest, nowMs: number): AuditFilter | undefined {
  if (tail !== undefined) return { by: "tail", count: tail };
  if (lookup !== undefined) return { by: "call", callId: lookup };
  if (sinceMs !== undefined) return { by: "range", fromMs: nowMs - sinceMs, toMs: nowMs };
  if (between?.startMs === undefined || between.endMs === undefined) return undefined;
  return { by: "range", fromMs: between.startMs, toMs: between.endMs };
}

function* brokenRules(request: AuditRequest, nowMs: number): Generator<Violation> {
  const { kind, tail, between, sinceMs, lookup } = request;
  if (KINDS[kind - 1] === undefined) yield broken([KIND], REQUIRED, "required", "value is required");
  if (tail !== undefined && (tail < 1 || tail > MAX_TAIL)) {
    const message = `value must be greater than or equal to 1 and less than or equal to ${MAX_TAIL}`;
    yield broken([TAIL], AT_LEAST, "uint32.gte_lte", message);
  }
  if (between !== undefined) {
    yield* brokenTimeRules(timeField(1, "start"), between.startMs, nowMs);
    yield* brokenTimeRules(timeField(2, "end"), between.endMs, nowMs);
  }
  if (lookup !== undefined && !new RegExp(CALL_ID).test(lookup)) {
    yield broken([LOOKUP], PATTERN, "string.pattern", `value does not match regex pattern \`${CALL_ID}\``);
  }
  const filters = [tail, between, sinceMs, lookup].filter((filter) => filter !== undefined);
  if (filters.length === 0) {
    // Of a choice between fields, which has a name but no number.
    yield broken([], [], "required", "filter: exactly one field is required in oneof");
  }
}

function timeField(number: number, name: string): PathElement {
  return { number, name, type: "TYPE_MESSAGE" };
}

function* brokenTimeRules(
  field: PathElement,
  timeMs: number | undefined,
  nowMs: number,
): Generator<Violation> {
  const path = [BETWEEN, field];
  if (timeMs === undefined) yield broken(path, REQUIRED, "required", "value is required");
  else if (timeMs >= nowMs) yield broken(path, PAST, "timestamp.lt_now", "value must be less than now");
}

function broken(
  field: readonly PathElement[],
  rule: readonly PathElement[],
  ruleId: string,
  message: string,
): Violation {
  return { field, rule, ruleId, message };
}
