// Written by hand because the encoder of the host is not part of the language, and this package needs only these.

/** Text → bytes; an unpaired surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point >= 0xd800 && point < 0xe000) bytes.push(0xef, 0xbf, 0xbd);
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else {
      bytes.push(
        0xf0 | (point >> 18),
        continuation(point >> 12),
        continuation(point >> 6),
        continuation(point),
      );
    }
  }
  return Uint8Array.from(bytes);
}

function continuation(point: number): number {
  return 0x80 | (point & 0x3f);
}

/** Bytes → text; `undefined` when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return undefined;
    text += String.fromCodePoint(codePointAt(bytes, i, length));
    i += length;
  }
  return text;
}

/** Bytes → text; every byte that is not part of a character becomes U+FFFD, as Go prints it. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    text += length === 0 ? "\ufffd" : String.fromCodePoint(codePointAt(bytes, i, length));
    i += Math.max(length, 1);
  }
  return text;
}

/** Length of the well-formed sequence at an offset, 0 when there is none (overlong, surrogate, cut off …). */
function sequenceLength(bytes: Uint8Array, start: number): number {
  const lead = bytes[start] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || start + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) {
    if (((bytes[start + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const point = codePointAt(bytes, start, length);
  if (length === 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) return 0;
  if (length === 4 && (point < 0x10000 || point > 0x10ffff)) return 0;
  return length;
}

const leadMask: readonly number[] = [0, 0x7f, 0x1f, 0x0f, 0x07];

function codePointAt(bytes: Uint8Array, start: number, length: number): number {
  let point = (bytes[start] ?? 0) & (leadMask[length] ?? 0);
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[start + i] ?? 0) & 0x3f);
  return point;
}
