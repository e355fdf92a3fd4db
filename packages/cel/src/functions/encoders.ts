import { decodeBase64, encodeBase64 } from "../values/base64.ts";
import { CelError } from "../values/cel-error.ts";
import { valueToJson } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import type { Library } from "./library.ts";

/** Values as text for other systems. */
// biome-ignore format: one row per overload
export const encodersLibrary: Library = { name: "encoders", rows: [
  { name: "base64.decode", signature: "(string) bytes", call: decode },
  { name: "base64.encode", signature: "(bytes) string", call: encodeBase64 },
  { name: "json.encode",   signature: "(dyn) string",   call: encodeJson,   since: "0.55" },
] };

function decode(text: string): Uint8Array | CelError {
  const bytes = decodeBase64(text);
  return "wrongAt" in bytes ? new CelError(`illegal base64 data at input byte ${bytes.wrongAt}`) : bytes;
}

function encodeJson(value: Value): string | CelError {
  const json = valueToJson(value);
  return json instanceof CelError ? json : JSON.stringify(json);
}
