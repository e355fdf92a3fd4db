import { malformedMessage, type WireError } from "../errors.ts";

/** A place in the bytes of a message; `end` is where the innermost message that is being read ends. */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  /** One character for each byte, the right one where the byte is ASCII; not for large messages. */
  readonly characters: string | undefined;
  readonly numbers: DataView;
  /** Texts that were read as names, to be found again when the same bytes come by. */
  readonly names: (string | undefined)[];
  at: number;
  end: number;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ONE_BYTE_EACH = new TextDecoder("latin1");

/** Such as Node's transports read. */
interface NodeBuffer extends Uint8Array {
  latin1Slice(): string;
}

export function cursorOver(bytes: Uint8Array): ByteCursor {
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { bytes, characters: charactersOf(bytes), numbers, names: [], at: 0, end: bytes.length };
}

// SECURITY: a piece of a text keeps the whole of it in memory, so nobody may make that large, and pieces are short.
const LARGE_MESSAGE = 65_536;
const LONG_PIECE = 256;

// PERF: the method of Node's buffers saves a fifth of the time of decoding 50 resources.
function charactersOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > LARGE_MESSAGE) return undefined;
  return "latin1Slice" in bytes ? (bytes as NodeBuffer).latin1Slice() : ONE_BYTE_EACH.decode(bytes);
}

// Kinds of values on the wire, the lowest three bits of a tag.
export const VARINT = 0;
const FIXED_64 = 1;
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

function skipBytes(cursor: ByteCursor, count: number): void {
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
  const { numbers, at } = cursor;
  skipBytes(cursor, 8);
  return numbers.getFloat64(at, true);
}

// PERF: a piece of the characters of the whole message takes half the time of decoding each text, and nearly all texts
// are ASCII.
export function readText(cursor: ByteCursor): string {
  const { bytes, characters } = cursor;
  const end = readEnd(cursor);
  const start = cursor.at;
  cursor.at = end;
  if (characters === undefined || end - start > LONG_PIECE) return decodeUtf8(bytes.subarray(start, end));
  let allBits = 0;
  for (let at = start; at < end; at++) allBits |= bytes[at] ?? 0;
  return allBits < 0x80 ? characters.slice(start, end) : decodeUtf8(bytes.subarray(start, end));
}

const LONGEST_NAME = 32;

// PERF: members of resources have the same few names again and again. One that is known costs no text, and the engine
// does not have to look up what other names it equals.
export function readName(cursor: ByteCursor): string {
  const { bytes, names, at } = cursor;
  const length = bytes[at] ?? 0;
  const start = at + 1;
  if (length === 0 || length > LONGEST_NAME || start + length > cursor.end) return readText(cursor);
  const place = ((bytes[start] ?? 0) * 7 + (bytes[start + length - 1] ?? 0) * 3 + length) & 63;
  const known = names[place];
  if (known !== undefined && known.length === length && isAt(known, bytes, start)) {
    cursor.at = start + length;
    return known;
  }
  const name = readText(cursor);
  // INVARIANT: only ASCII is kept, so that what equals it byte by byte is valid UTF-8 too.
  if (name.length === length) names[place] = name;
  return name;
}

function isAt(name: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < name.length; index++) {
    if (name.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw malformedMessage("string field contains invalid UTF-8");
  }
}

function invalidFormat(): WireError {
  return malformedMessage("proto: cannot parse invalid wire-format data");
}
