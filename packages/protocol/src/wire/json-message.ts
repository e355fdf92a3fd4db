import { malformed, type WireError } from "./errors.ts";
import { findFirstValue } from "./json-syntax.ts";
import { brokenByte, goQuote, malformedAt, skipSpace, syntaxErrorAt, utf8Bytes } from "./json-text.ts";
import type { Field, JsonMessage, MessageType } from "./message-type.ts";

/**
 * Reads a message from JSON, naming the place of what does not fit.
 *
 * Shape: fields come back under their JSON names, `null` ones are left out; no text at all is the empty message.
 * Throws: `protocol/malformed-request` with the text of Go's protojson.
 */
export function readMessage(text: string, type: MessageType): JsonMessage {
  const found = findFirstValue(text);
  if (found === undefined) return emptyObject();
  return readObject({ text, start: found.start, end: found.end, at: found.start }, type);
}

// INVARIANT: the text between `start` and `end` is syntactically valid, so only its meaning is checked here.
interface Cursor {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  at: number;
}

function readObject(cursor: Cursor, type: MessageType): JsonMessage {
  if (peek(cursor) !== "{") throw unexpectedToken(cursor);
  const message = emptyObject();
  let seen: Set<Field> | undefined;
  readPairs(cursor, (key) => {
    const field = type.fieldsByName.get(key.text);
    if (!field) {
      if (!type.isOpen) throw problemAt(cursor, key.at, `unknown field ${key.raw}`);
      readJson(cursor);
      return;
    }
    if (seen?.has(field)) throw problemAt(cursor, key.at, `duplicate field ${key.raw}`);
    seen ??= new Set();
    seen.add(field);
    if (peek(cursor) === "n") cursor.at += "null".length;
    else message[field.jsonName] = readField(cursor, field);
  });
  return message;
}

function readField(cursor: Cursor, field: Field): unknown {
  switch (field.shape) {
    case "single":
      return readSingle(cursor, field);
    case "list":
      return readList(cursor, field);
    case "map":
      return readMap(cursor, field);
  }
}

function readSingle(cursor: Cursor, field: Field): unknown {
  switch (field.type) {
    case "string":
      if (peek(cursor) !== '"') throw invalidValue(cursor, field);
      return readString(cursor);
    case "bool": {
      const first = peek(cursor);
      if (first !== "t" && first !== "f") throw invalidValue(cursor, field);
      return readToken(cursor).raw === "true";
    }
    case "json":
      return readJson(cursor);
    default:
      return readObject(cursor, field.type);
  }
}

function readList(cursor: Cursor, field: Field): unknown[] {
  if (peek(cursor) !== "[") throw unexpectedToken(cursor);
  const items: unknown[] = [];
  cursor.at++;
  while (peek(cursor) !== "]") {
    items.push(readSingle(cursor, field));
    if (peek(cursor) === ",") cursor.at++;
  }
  cursor.at++;
  return items;
}

function readMap(cursor: Cursor, field: Field): unknown {
  if (peek(cursor) !== "{") throw unexpectedToken(cursor);
  if (field.type === "json") return readJson(cursor);
  const pairs = emptyObject();
  readPairs(cursor, (key) => {
    if (Object.hasOwn(pairs, key.text)) throw problemAt(cursor, key.at, `duplicate map key ${key.raw}`);
    pairs[key.text] = readSingle(cursor, field);
  });
  return pairs;
}

interface Key {
  readonly text: string;
  readonly raw: string;
  readonly at: number;
}

/** Hands over each key with the cursor at its value, which is then to be read. */
function readPairs(cursor: Cursor, readValue: (key: Key) => void): void {
  cursor.at++;
  while (peek(cursor) !== "}") {
    readValue(readKey(cursor));
    if (peek(cursor) === ",") cursor.at++;
  }
  cursor.at++;
}

function readKey(cursor: Cursor): Key {
  peek(cursor);
  const at = cursor.at;
  const text = readString(cursor);
  const raw = cursor.text.slice(at, cursor.at);
  peek(cursor);
  cursor.at++;
  peek(cursor);
  return { text, raw, at };
}

/** Below the map of attributes, what conditions can read; anything deeper could only be refused later. */
const MAX_NESTING = 1_000;

/** Any JSON value. Not recursive: the depth of an attribute is chosen by whoever sends it. */
function readJson(cursor: Cursor): unknown {
  peek(cursor);
  const begin = cursor.at;
  const open: (Set<string> | "list")[] = [];
  do {
    const inside = open.at(-1);
    const char = peek(cursor);
    if (char === "}" || char === "]") {
      open.pop();
      cursor.at++;
    } else {
      if (inside instanceof Set) noteKey(cursor, inside);
      const value = peek(cursor);
      if (value === "{" || value === "[") {
        open.push(value === "{" ? new Set() : "list");
        if (open.length > MAX_NESTING + 1) {
          throw problemAt(cursor, cursor.at, `a value is nested deeper than ${MAX_NESTING} levels`);
        }
        cursor.at++;
        continue;
      }
      checkScalar(cursor);
    }
    if (open.length > 0 && peek(cursor) === ",") cursor.at++;
  } while (open.length > 0);
  return JSON.parse(cursor.text.slice(begin, cursor.at));
}

function noteKey(cursor: Cursor, keys: Set<string>): void {
  const key = readKey(cursor);
  if (keys.has(key.text)) throw problemAt(cursor, key.at, `duplicate map key ${key.raw}`);
  keys.add(key.text);
}

function checkScalar(cursor: Cursor): void {
  if (peek(cursor) === '"') {
    readString(cursor);
    return;
  }
  const { raw, at } = readToken(cursor);
  if (/^[-0-9]/.test(raw) && !Number.isFinite(Number(raw))) {
    throw problemAt(cursor, at, `invalid google.protobuf.Value: ${raw}`);
  }
}

function readString(cursor: Cursor): string {
  const { text, at: begin } = cursor;
  let at = begin + 1;
  for (;;) {
    const code = text.codePointAt(at) ?? 0;
    if (code === 0x22) break;
    if (isSurrogate(code)) throw syntaxErrorAt(text, cursor.start, begin, "invalid UTF-8 in string");
    if (code === 0x5c) at = endOfEscape(cursor, begin, at);
    else at += code > 0xffff ? 2 : 1;
  }
  cursor.at = at + 1;
  return JSON.parse(text.slice(begin, cursor.at)) as string;
}

function endOfEscape({ text, start, end }: Cursor, begin: number, at: number): number {
  if (text[at + 1] !== "u") return at + 2;
  const first = Number.parseInt(text.slice(at + 2, at + 6), 16);
  if (!isSurrogate(first)) return at + 6;
  const rest = firstBytes(text.slice(at + 6, end), 6);
  if (rest === undefined) throw malformed("proto: unexpected EOF");
  const second = /^\\u([0-9a-fA-F]{4})/.exec(rest)?.[1];
  if (second === undefined || first >= 0xdc00 || !/^d[c-f]/i.test(second)) {
    throw syntaxErrorAt(text, start, begin, `invalid escape code ${goQuote(rest)} in string`);
  }
  return at + 12;
}

/** The first bytes of a text, a character cut in two as the bytes it begins with; nothing when there are fewer. */
function firstBytes(text: string, count: number): string | undefined {
  let room = count;
  let taken = "";
  for (const character of text.slice(0, count)) {
    const bytes = utf8Bytes(character.codePointAt(0) ?? 0);
    taken += bytes.length <= room ? character : bytes.slice(0, room).map(brokenByte).join("");
    room -= bytes.length;
    if (room <= 0) return taken;
  }
  return undefined;
}

/** The token at the cursor as it is written; an opening bracket stands for itself. */
function readToken(cursor: Cursor): { raw: string; at: number } {
  const char = peek(cursor);
  const at = cursor.at;
  if (char === '"') readString(cursor);
  else if ("{}[]".includes(char)) cursor.at++;
  else while (cursor.at < cursor.end && /[-+.0-9a-zA-Z]/.test(cursor.text[cursor.at] ?? "")) cursor.at++;
  return { raw: cursor.text.slice(at, cursor.at), at };
}

function peek(cursor: Cursor): string {
  cursor.at = skipSpace(cursor.text, cursor.at);
  return cursor.text[cursor.at] ?? "";
}

function unexpectedToken(cursor: Cursor): WireError {
  const { raw, at } = readToken(cursor);
  return syntaxErrorAt(cursor.text, cursor.start, at, `unexpected token ${raw}`);
}

function invalidValue(cursor: Cursor, field: Field): WireError {
  const { raw, at } = readToken(cursor);
  return problemAt(cursor, at, `invalid value for ${String(field.type)} field ${field.jsonName}: ${raw}`);
}

function problemAt({ text, start }: Cursor, at: number, problem: string): WireError {
  return malformedAt(text, start, at, problem);
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

// Without a prototype, so that a key called `__proto__` is a key.
function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}
