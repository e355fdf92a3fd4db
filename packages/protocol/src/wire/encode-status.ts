import type { PathElement, Violation } from "./violation.ts";

/** What went wrong with a call, as `google.rpc.Status` says it. */
export interface Status {
  /** A gRPC status code. */
  readonly code: number;
  readonly message: string;
  /** Sent as one detail of type `buf.validate.Violations`. */
  readonly violations?: readonly Violation[];
}

/** Shape: `{"code":5,"message":"Not Found"}`, `details` only when there are violations. */
export function encodeStatus({ code, message, violations = [] }: Status): string {
  if (violations.length === 0) return JSON.stringify({ code, message });
  const detail = {
    "@type": "type.googleapis.com/buf.validate.Violations",
    violations: violations.map(violationJson),
  };
  return JSON.stringify({ code, message, details: [detail] });
}

function violationJson({ field, rule, ruleId, message, isForKey }: Violation): object {
  return {
    ...(field.length > 0 && { field: { elements: field.map(elementJson) } }),
    ...(rule.length > 0 && { rule: { elements: rule.map(elementJson) } }),
    ruleId,
    message,
    ...(isForKey && { forKey: true }),
  };
}

function elementJson({ number, name, type, index, key }: PathElement): object {
  return {
    fieldNumber: number,
    fieldName: name,
    fieldType: type,
    ...(index !== undefined && { index: String(index) }),
    ...(key !== undefined && { keyType: "TYPE_STRING", valueType: "TYPE_MESSAGE", stringKey: key }),
  };
}
