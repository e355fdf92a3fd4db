import { brokenByte } from "./json-text.ts";

/**
 * Reads bytes that are not all valid UTF-8, keeping each byte that is not as the lone surrogate U+DC80 + (byte - 0x80).
 * The decoders of requests point at those; valid bytes are better read by the platform.
 */
export function decodeBrokenUtf8(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const size = sequenceLength(bytes, at);
    text += size === 0 ? brokenByte(first) : String.fromCodePoint(codePoint(bytes, at, size));
    at += Math.max(size, 1);
  }
  return text;
}

/** Length of the valid sequence at a place, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return areContinuations(bytes, at, 1) ? 2 : 0;
  if (first < 0xf0) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return areContinuations(bytes, at, 2) ? 3 : 0;
  }
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return areContinuations(bytes, at, 3) ? 4 : 0;
}

function areContinuations(bytes: Uint8Array, at: number, count: number): boolean {
  for (let offset = 1; offset <= count; offset++) {
    if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return false;
  }
  return true;
}

function codePoint(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] ?? 0;
  if (size === 1) return first;
  let code = first & (0x7f >> size);
  for (let offset = 1; offset < size; offset++) code = (code << 6) | ((bytes[at + offset] ?? 0) & 0x3f);
  return code;
}
