import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { decodeBrokenUtf8 } from "@orthrus/protocol/wire";
import { ServiceError } from "../../service/service-error.ts";

/** The body of a request. */
export interface RequestBody {
  readonly text: string;
  /** The same as bytes, absent when those were not valid UTF-8. */
  readonly utf8?: Uint8Array;
}

export const NO_BODY: RequestBody = { text: "" };

/**
 * Reads the whole body of a request. A body that is too long is read to its end and thrown away, because
 * most clients read the answer only after sending everything; the request timeout bounds that.
 *
 * Throws: `server/request-too-large`; the connection's own error when the caller goes away.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
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
      else resolve(decodeBody(chunks));
    });
    request.on("error", reject);
  });
}

/** How long a body is. */
export function bytesOf({ text, utf8 }: RequestBody): number {
  return utf8?.length ?? Buffer.byteLength(text);
}

function decodeBody(chunks: readonly Buffer[]): RequestBody {
  const [first] = chunks;
  if (first === undefined) return NO_BODY;
  const body = chunks.length === 1 ? first : Buffer.concat(chunks);
  return isUtf8(body) ? { text: body.toString("utf8"), utf8: body } : { text: decodeBrokenUtf8(body) };
}

function tooLarge(bytes: number, maxBytes: number): ServiceError {
  return new ServiceError(
    "server/request-too-large",
    `grpc: received message larger than max (${bytes} vs. ${maxBytes})`,
  );
}
