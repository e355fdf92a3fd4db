import { WireError } from "./errors.ts";
import { goQuote } from "./json-text.ts";
import type { PathElement, Violation } from "./violation.ts";

/** The failure that reports broken rules, worded as `buf.validate` errors are. */
export function invalidRequest(violations: readonly Violation[]): WireError {
  const lines = violations.map(describe);
  const message =
    lines.length === 1
      ? `validation error: ${lines[0]}`
      : `validation errors:\n${lines.map((line) => ` - ${line}`).join("\n")}`;
  return new WireError("protocol/invalid-request", message, violations);
}

function describe({ field, message }: Violation): string {
  return field.length === 0 ? message : `${field.map(pathSegment).join(".")}: ${message}`;
}

function pathSegment({ name, index, key }: PathElement): string {
  if (index !== undefined) return `${name}[${index}]`;
  return key === undefined ? name : `${name}[${goQuote(key)}]`;
}
