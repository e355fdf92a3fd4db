import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { decodeBrokenUtf8 } from "@orthrus/protocol/wire";
import { ServiceError } from "../../service/service-error.ts";

/**
 * Reads the whole body of a request as text. A body that is too long is read to its end and thrown away, because
 * most clients read the answer only after sending everything; the request timeout bounds that.
 *
 * Throws: `server/request-too-large`; the connection's own error when the caller goes away.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("end", () => {
      if (bytes > maxBytes) reject(tooLarge(bytes, maxBytes));
      else resolve(decodeText(chunks));
    });
    request.on("error", reject);
  });
}

function decodeText(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  if (first === undefined) return "";
  const body = chunks.length === 1 ? first : Buffer.concat(chunks);
  return isUtf8(body) ? body.toString("utf8") : decodeBrokenUtf8(body);
}

function tooLarge(bytes: number, maxBytes: number): ServiceError {
  return new ServiceError(
    "server/request-too-large",
    `grpc: received message larger than max (${bytes} vs. ${maxBytes})`,
  );
}
