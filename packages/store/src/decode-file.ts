import { isUtf8 } from "node:buffer";
import type { SourceFile } from "@orthrus/policy";

/**
 * Makes a file of a store of its bytes. What is not UTF-8 keeps a text to point into, and a failure.
 *
 * SECURITY: each byte that says nothing would become the same character, and two names one.
 */
export function decodeFile(path: string, bytes: Uint8Array): SourceFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  if (isUtf8(bytes)) return { path, text };
  return { path, text, failure: "text is not UTF-8", failureAt: strayOffset(buffer, text) };
}

/** Where the text has the first character that is not in the bytes. */
function strayOffset(bytes: Buffer, text: string): number {
  const again = Buffer.from(text);
  let at = 0;
  while (again[at] === bytes[at]) at++;
  return bytes.toString("utf8", 0, at).replace(/\ufffd+$/, "").length;
}
