import { isNumber, type SchemaJson } from "./schema-json.ts";

/** Text that is not JSON; the message says what was expected where it stopped. */
export class SchemaSyntaxError extends Error {}

// SECURITY: the reader recurses; schema texts may come through the Admin API.
const maxDepth = 500;

/**
 * Reads the text of a schema document.
 *
 * Shape: `{"b": 1, "a": 2}` → a `Map` with `b` before `a`. `JSON.parse` would move names that look like numbers to the
 * front and forget how numbers were written, and validation errors show both.
 * Throws: `SchemaSyntaxError`, worded like the reference's reader.
 */
export function parseSchemaJson(text: string): SchemaJson {
  const reader: Reader = { text, at: 0 };
  skipBlanks(reader);
  if (reader.at === text.length) throw new SchemaSyntaxError("EOF");
  const json = readValue(reader, 0);
  const more = peekToken(reader);
  if (more !== undefined) throw new SchemaSyntaxError(`invalid character ${more} after top-level value`);
  return json;
}

// COMPAT(cerbos): a document ends with its value; only another value after it is an error, other text is ignored.
function peekToken(reader: Reader): string | undefined {
  skipBlanks(reader);
  const first = reader.text[reader.at];
  if (first === "{" || first === "[") return first;
  try {
    const json = readValue(reader, 0);
    return json === null ? undefined : printToken(json);
  } catch (error) {
    if (error instanceof SchemaSyntaxError) return undefined;
    throw error;
  }
}

function printToken(json: SchemaJson): string {
  return isNumber(json) ? json.text : String(json);
}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): SchemaJson {
  if (depth > maxDepth) throw new SchemaSyntaxError("exceeded max depth");
  skipBlanks(reader);
  const first = reader.text[reader.at];
  if (first === "{") return readObject(reader, depth);
  if (first === "[") return readList(reader, depth);
  if (first === '"') return readString(reader);
  if (first === "t") return readLiteral(reader, "true", true);
  if (first === "f") return readLiteral(reader, "false", false);
  if (first === "n") return readLiteral(reader, "null", null);
  if (first !== undefined && /[-0-9]/.test(first)) return readNumber(reader);
  return unexpected(reader, "looking for beginning of value");
}

function readObject(reader: Reader, depth: number): SchemaJson {
  const members = new Map<string, SchemaJson>();
  reader.at += 1;
  skipBlanks(reader);
  if (accept(reader, "}")) return members;
  do {
    skipBlanks(reader);
    if (reader.text[reader.at] !== '"') unexpected(reader, "looking for beginning of object key string");
    const name = readString(reader);
    skipBlanks(reader);
    if (!accept(reader, ":")) unexpected(reader, "after object key");
    members.set(name, readValue(reader, depth + 1));
    skipBlanks(reader);
  } while (accept(reader, ","));
  if (!accept(reader, "}")) unexpected(reader, "after object key:value pair");
  return members;
}

function readList(reader: Reader, depth: number): SchemaJson {
  const items: SchemaJson[] = [];
  reader.at += 1;
  skipBlanks(reader);
  if (accept(reader, "]")) return items;
  do {
    items.push(readValue(reader, depth + 1));
    skipBlanks(reader);
  } while (accept(reader, ","));
  if (!accept(reader, "]")) unexpected(reader, "after array element");
  return items;
}

function readString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  while (reader.text[reader.at] !== '"') {
    const character = reader.text[reader.at];
    if (character === undefined || character < " ") unexpected(reader, "in string literal");
    reader.at += 1;
    if (character === "\\") skipEscape(reader);
  }
  reader.at += 1;
  const value: unknown = JSON.parse(reader.text.slice(start, reader.at));
  return String(value);
}

function skipEscape(reader: Reader): void {
  if (accept(reader, "u")) {
    for (let digit = 0; digit < 4; digit++) {
      if (!/[0-9a-fA-F]/.test(reader.text[reader.at] ?? "")) {
        unexpected(reader, "in \\u hexadecimal character escape");
      }
      reader.at += 1;
    }
    return;
  }
  if (!/["\\/bfnrt]/.test(reader.text[reader.at] ?? "")) unexpected(reader, "in string escape code");
  reader.at += 1;
}

function readNumber(reader: Reader): SchemaJson {
  const start = reader.at;
  accept(reader, "-");
  if (!accept(reader, "0")) readDigits(reader, "in numeric literal");
  if (accept(reader, ".")) readDigits(reader, "after decimal point in numeric literal");
  if (accept(reader, "e") || accept(reader, "E")) {
    if (!accept(reader, "+")) accept(reader, "-");
    readDigits(reader, "in exponent of numeric literal");
  }
  const text = reader.text.slice(start, reader.at);
  return { kind: "number", text, value: Number(text) };
}

function readDigits(reader: Reader, where: string): void {
  const start = reader.at;
  while (/[0-9]/.test(reader.text[reader.at] ?? "")) reader.at += 1;
  if (reader.at === start) unexpected(reader, where);
}

function readLiteral<Value extends null | boolean>(reader: Reader, word: string, value: Value): Value {
  for (const letter of word) {
    if (!accept(reader, letter)) unexpected(reader, `in literal ${word} (expecting '${letter}')`);
  }
  return value;
}

function accept(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function skipBlanks(reader: Reader): void {
  while (/[ \t\r\n]/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}

function unexpected(reader: Reader, where: string): never {
  if (reader.at >= reader.text.length) throw new SchemaSyntaxError("unexpected EOF");
  throw new SchemaSyntaxError(`invalid character ${quoted(characterAt(reader))} ${where}`);
}

// COMPAT(cerbos): the reference reads bytes, so a character beyond ASCII appears as its first byte.
function characterAt(reader: Reader): string {
  const codePoint = reader.text.codePointAt(reader.at) ?? 0;
  return String.fromCharCode(firstByte(codePoint));
}

function firstByte(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  if (codePoint < 0x800) return 0xc0 | (codePoint >> 6);
  return codePoint < 0x1_0000 ? 0xe0 | (codePoint >> 12) : 0xf0 | (codePoint >> 18);
}

function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
