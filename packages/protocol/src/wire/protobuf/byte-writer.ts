/** Bytes of a message while it is written; `at` is where the next one goes. */
export interface ByteWriter {
  bytes: Uint8Array;
  at: number;
}

/** Starts a message that will have about so many bytes. */
export function startWriting(expectedBytes: number): ByteWriter {
  return { bytes: new Uint8Array(expectedBytes), at: 0 };
}

export function written({ bytes, at }: ByteWriter): Uint8Array {
  return bytes.subarray(0, at);
}

/** The number of a field and the kind of its value, as one number. */
export type Tag = number;

/** Of texts, messages and pairs of maps, whose length goes in front of them. */
export function bytesTag(fieldNumber: number): Tag {
  return fieldNumber * 8 + 2;
}

export function numberTag(fieldNumber: number): Tag {
  return fieldNumber * 8;
}

export function doubleTag(fieldNumber: number): Tag {
  return fieldNumber * 8 + 1;
}

/** Writes a whole number that is not negative. */
export function writeNumber(writer: ByteWriter, tag: Tag, value: number): void {
  reserve(writer, 20);
  putVarint(writer, tag);
  putVarint(writer, value);
}

export function writeDouble(writer: ByteWriter, tag: Tag, value: number): void {
  reserve(writer, 18);
  putVarint(writer, tag);
  new DataView(writer.bytes.buffer, writer.at, 8).setFloat64(0, value, true);
  writer.at += 8;
}

const UTF8 = new TextEncoder();

// PERF: below this many characters a loop is quicker than the encoder of the platform.
const SHORT = 32;

export function writeText(writer: ByteWriter, tag: Tag, text: string): void {
  const start = openMessage(writer, tag);
  reserve(writer, text.length * 3);
  if (text.length > SHORT || !putAscii(writer, text)) {
    writer.at = start + UTF8.encodeInto(text, writer.bytes.subarray(start)).written;
  }
  closeMessage(writer, start);
}

/** Writes a text unless it is empty, which is its default. */
export function writeSetText(writer: ByteWriter, tag: Tag, text: string | undefined): void {
  if (text !== undefined && text !== "") writeText(writer, tag, text);
}

function putAscii(writer: ByteWriter, text: string): boolean {
  const { bytes, at } = writer;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return false;
    bytes[at + index] = code;
  }
  writer.at = at + text.length;
  return true;
}

/** Starts a message within the message; what comes back is for `closeMessage`. */
export function openMessage(writer: ByteWriter, tag: Tag): number {
  reserve(writer, 20);
  putVarint(writer, tag);
  // Most messages need one byte for their length; the others are moved when it is known.
  writer.at++;
  return writer.at;
}

const KEY = bytesTag(1);

/** Starts a pair of a map; its value, field 2, is to be written next. */
export function openPair(writer: ByteWriter, tag: Tag, key: string): number {
  const start = openMessage(writer, tag);
  writeText(writer, KEY, key);
  return start;
}

export function closeMessage(writer: ByteWriter, start: number): void {
  const length = writer.at - start;
  if (length < 0x80) {
    writer.bytes[start - 1] = length;
    return;
  }
  const more = lengthOfVarint(length) - 1;
  reserve(writer, more);
  writer.bytes.copyWithin(start + more, start, writer.at);
  const end = writer.at + more;
  writer.at = start - 1;
  putVarint(writer, length);
  writer.at = end;
}

function lengthOfVarint(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest /= 0x80) length++;
  return length;
}

function putVarint(writer: ByteWriter, value: number): void {
  const { bytes } = writer;
  let rest = value;
  while (rest >= 0x80) {
    bytes[writer.at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[writer.at++] = rest;
}

function reserve(writer: ByteWriter, count: number): void {
  const { bytes, at } = writer;
  if (at + count <= bytes.length) return;
  const grown = new Uint8Array(Math.max(2 * bytes.length, at + count));
  grown.set(bytes);
  writer.bytes = grown;
}
