import { malformedMessage, type WireError } from "../errors.ts";

/** A place in the bytes of a message; `end` is where the innermost message that is being read ends. */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
}

export function cursorOver(bytes: Uint8Array): ByteCursor {
  return { bytes, at: 0, end: bytes.length };
}

// Kinds of values on the wire, the lowest three bits of a tag.
export const VARINT = 0;
export const FIXED_64 = 1;
export const LENGTH_DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED_32 = 5;

const LARGEST_TAG = 2 ** 32 - 1;

/** Reads the number of a field and the kind of its value, as `number * 8 + kind`. */
export function readTag(cursor: ByteCursor): number {
  const tag = readVarint(cursor);
  if (tag < 8 || tag > LARGEST_TAG) throw invalidFormat();
  return tag;
}

/** Reads a number of up to 64 bits; beyond 53 the last ones are lost. */
export function readVarint(cursor: ByteCursor): number {
  const first = cursor.bytes[cursor.at] ?? 0;
  if (first >= 0x80 || cursor.at >= cursor.end) return readLongVarint(cursor);
  cursor.at++;
  return first;
}

function readLongVarint(cursor: ByteCursor): number {
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 10; index++) {
    if (cursor.at >= cursor.end) throw invalidFormat();
    const byte = cursor.bytes[cursor.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    if (index === 9 && byte > 1) break;
    return value;
  }
  throw invalidFormat();
}

/** Reads the length of what follows and says where that ends. */
export function readEnd(cursor: ByteCursor): number {
  const length = readVarint(cursor);
  if (length > cursor.end - cursor.at) throw invalidFormat();
  return cursor.at + length;
}

export function skipBytes(cursor: ByteCursor, count: number): void {
  if (count > cursor.end - cursor.at) throw invalidFormat();
  cursor.at += count;
}

/** Skips the value of a field that nobody wants. */
export function skipField(cursor: ByteCursor, tag: number): void {
  // Not recursive: how deep groups are nested is chosen by whoever sends them.
  const open: number[] = [];
  let current = tag;
  for (;;) {
    const kind = current & 7;
    if (kind === START_GROUP) open.push(current >>> 3);
    else if (kind !== END_GROUP) skipValue(cursor, kind);
    else if (open.pop() !== current >>> 3) throw invalidFormat();
    if (open.length === 0) return;
    current = readTag(cursor);
  }
}

function skipValue(cursor: ByteCursor, kind: number): void {
  switch (kind) {
    case VARINT:
      readVarint(cursor);
      break;
    case FIXED_64:
      skipBytes(cursor, 8);
      break;
    case LENGTH_DELIMITED:
      cursor.at = readEnd(cursor);
      break;
    case FIXED_32:
      skipBytes(cursor, 4);
      break;
    default:
      throw invalidFormat();
  }
}

export function readDouble(cursor: ByteCursor): number {
  const { bytes, at } = cursor;
  skipBytes(cursor, 8);
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true);
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// PERF: below this many bytes a loop is quicker than the decoder of the platform.
const SHORT = 32;

export function readText(cursor: ByteCursor): string {
  const end = readEnd(cursor);
  const { bytes } = cursor;
  const start = cursor.at;
  cursor.at = end;
  if (end - start <= SHORT) {
    let text = "";
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  try {
    return UTF8.decode(bytes.subarray(start, end));
  } catch {
    throw malformedMessage("string field contains invalid UTF-8");
  }
}

function invalidFormat(): WireError {
  return malformedMessage("proto: cannot parse invalid wire-format data");
}
