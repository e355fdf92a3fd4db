import { encodeStatusMessage } from "@orthrus/protocol/protobuf";
import type { Status } from "@orthrus/protocol/wire";

/** Says how a call went, in headers or trailers. */
export function statusHeaders(status: Status): Record<string, string> {
  const { code, message, violations = [] } = status;
  const headers = { "grpc-status": String(code), "grpc-message": percentEncode(message) };
  if (violations.length === 0) return headers;
  const details = Buffer.from(encodeStatusMessage(status)).toString("base64").replace(/=+$/, "");
  return { ...headers, "grpc-status-details-bin": details };
}

/** Shape: `"a\n%"` → `"a%0A%25"`, as PROTOCOL-HTTP2 of gRPC writes a "Status-Message". */
function percentEncode(message: string): string {
  if (/^[ -$&-~]*$/.test(message)) return message;
  let encoded = "";
  for (const byte of Buffer.from(message)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
