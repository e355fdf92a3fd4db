import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { ServiceError } from "../../service/service-error.ts";
import type { FramedMessage } from "./message-reader.ts";

const inflate = promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(gunzip);

/** Packs a message for a caller that packs its own. */
export const compress: (bytes: Uint8Array) => Promise<Buffer> = promisify<Uint8Array, Buffer>(gzip);

/**
 * Refuses what cannot be unpacked.
 *
 * Shape: of the header `grpc-encoding`; `undefined`, `"identity"` and `"gzip"` will do.
 * Throws: `server/unknown-encoding`.
 */
export function refuseUnknownEncoding(encoding: string | undefined): void {
  if (encoding === undefined || encoding === "" || encoding === "identity" || encoding === "gzip") return;
  const message = `grpc: Decompressor is not installed for grpc-encoding ${JSON.stringify(encoding)}`;
  throw new ServiceError("server/unknown-encoding", message);
}

/**
 * Unpacks a message, but never more than there may be.
 *
 * Throws: `server/broken-message`, `server/request-too-large`.
 */
export async function decompress(
  { isCompressed, bytes }: FramedMessage,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  if (!isCompressed) return bytes;
  if (encoding !== "gzip") {
    const message = "grpc: compressed flag set with identity or empty encoding";
    throw new ServiceError("server/broken-message", message);
  }
  try {
    return await inflate(bytes, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (cause) {
    throw unpackingFailed(cause as NodeJS.ErrnoException, maxBytes);
  }
}

function unpackingFailed(cause: NodeJS.ErrnoException, maxBytes: number): ServiceError {
  if (cause.code === "ERR_BUFFER_TOO_LARGE") {
    const tooLarge = `grpc: received message after decompression larger than max ${maxBytes}`;
    return new ServiceError("server/request-too-large", tooLarge);
  }
  const reason = `grpc: failed to decompress the message: ${cause.message}`;
  return new ServiceError("server/broken-message", reason, { cause });
}
