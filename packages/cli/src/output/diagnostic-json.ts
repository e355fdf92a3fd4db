import type { Diagnostic } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { positionJson } from "./place.ts";

/** Writes a problem for programs, with its next step. */
export function diagnosticJson({ code, file, position, message, hint }: Diagnostic): JsonObject {
  return {
    code,
    file,
    ...(position ? { position: positionJson(position) } : {}),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}
