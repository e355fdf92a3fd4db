import { OrthrusError } from "../errors.ts";
import type { Violation } from "./violation.ts";

export type WireErrorCode =
  | "protocol/malformed-request"
  | "protocol/malformed-message"
  | "protocol/invalid-request";

/** A request that is not the message it should be; `violations` lists the broken rules of a well-formed one. */
export class WireError extends OrthrusError<WireErrorCode> {
  readonly violations: readonly Violation[];

  constructor(code: WireErrorCode, message: string, violations: readonly Violation[] = []) {
    super(code, message);
    this.violations = violations;
  }
}

export function malformed(message: string): WireError {
  return new WireError("protocol/malformed-request", message);
}

/** Bytes that are not the protobuf message they should be. */
export function malformedMessage(message: string): WireError {
  return new WireError("protocol/malformed-message", message);
}
