import type { Json } from "../../json.ts";
import { malformedMessage } from "../errors.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { readDouble, readEnd, readName, readTag, readText, readVarint, skipField } from "./byte-cursor.ts";

// Fields of google.protobuf.Value, with the kind of their values.
const NULL_VALUE = 8;
const NUMBER_VALUE = 17;
const STRING_VALUE = 26;
const BOOL_VALUE = 32;
const STRUCT_VALUE = 42;
const LIST_VALUE = 50;

// The only field of google.protobuf.Struct and google.protobuf.ListValue, and those of an entry.
const MEMBERS = 10;
const KEY = 10;
const VALUE = 18;

/** As many as JSON may have. */
const MAX_NESTING = 1_000;

/** An object or a list while it is read. */
type OpenObject = Record<string, Json>;

/**
 * Reads a `google.protobuf.Value` with its length in front. Sent in pieces, the later ones add to `before`; nothing
 * comes back from a value of no kind.
 */
export function readValue(cursor: ByteCursor, before?: Json, depth = 0): Json | undefined {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  let value = before;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    switch (tag) {
      case NULL_VALUE:
        readVarint(cursor);
        value = null;
        break;
      case NUMBER_VALUE:
        value = readDouble(cursor);
        break;
      case STRING_VALUE:
        value = readText(cursor);
        break;
      case BOOL_VALUE:
        value = readVarint(cursor) !== 0;
        break;
      case STRUCT_VALUE:
        value = readStruct(cursor, isObject(value) ? value : {}, depth + 1);
        break;
      case LIST_VALUE:
        value = readList(cursor, Array.isArray(value) ? value : [], depth + 1);
        break;
      default:
        skipField(cursor, tag);
    }
  }
  cursor.end = outerEnd;
  return value;
}

/** Reads one pair of a map of values, with its length in front, into the object that stands for the map, if any yet. */
export function readPair(cursor: ByteCursor, object: OpenObject = {}, depth = 0): OpenObject {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  let key = "";
  let value: Json | undefined;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === KEY) key = readName(cursor);
    else if (tag === VALUE) value = readValue(cursor, value, depth);
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  setMember(object, key, known(value));
  return object;
}

function readStruct(cursor: ByteCursor, object: OpenObject, depth: number): Json {
  checkDepth(depth);
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === MEMBERS) readPair(cursor, object, depth);
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  return object;
}

function readList(cursor: ByteCursor, list: Json[], depth: number): Json {
  checkDepth(depth);
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === MEMBERS) list.push(known(readValue(cursor, undefined, depth)));
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  return list;
}

function checkDepth(depth: number): void {
  if (depth > MAX_NESTING) throw malformedMessage(`a value is nested deeper than ${MAX_NESTING} levels`);
}

/** JSON has no word for a value of no kind, and a condition that sees one cannot be decided. */
function known(value: Json | undefined): Json {
  if (value === undefined) throw malformedMessage("google.protobuf.Value: none of the oneof fields is set");
  return value;
}

// SECURITY: assigned to, `__proto__` would become what the object inherits from.
function setMember(object: OpenObject, key: string, value: Json): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function isObject(value: Json | undefined): value is OpenObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
