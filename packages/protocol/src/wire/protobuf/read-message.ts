import type { Json } from "../../json.ts";
import type { Field, JsonMessage, MessageType } from "../message-type.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import {
  cursorOver,
  LENGTH_DELIMITED,
  readEnd,
  readTag,
  readText,
  readVarint,
  skipField,
  VARINT,
} from "./byte-cursor.ts";
import { readPair, readValue } from "./read-value.ts";

/**
 * Reads a message from its protobuf form as the message that its JSON would be read as. Fields that are not known, or
 * sent as another kind of value, are skipped; of a field sent twice the later counts, messages are merged.
 *
 * Throws: `protocol/malformed-message`.
 */
export function readMessageBytes(bytes: Uint8Array, type: MessageType): JsonMessage {
  const message: OpenMessage = {};
  readFields(cursorOver(bytes), type, message);
  return message;
}

type OpenMessage = Record<string, unknown>;

function readFields(cursor: ByteCursor, type: MessageType, message: OpenMessage): void {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    const field = type.fieldsByNumber.get(tag >>> 3);
    if (field !== undefined && (tag & 7) === kindOf(field)) readField(cursor, field, message);
    else skipField(cursor, tag);
  }
}

function kindOf({ type, shape }: Field): number {
  return type === "bool" && shape === "single" ? VARINT : LENGTH_DELIMITED;
}

function readField(cursor: ByteCursor, field: Field, message: OpenMessage): void {
  const { jsonName } = field;
  const before = message[jsonName];
  switch (field.shape) {
    case "single":
      message[jsonName] = readSingle(cursor, field, before);
      break;
    case "list": {
      const item = readSingle(cursor, field, undefined);
      if (before === undefined) message[jsonName] = [item];
      else (before as unknown[]).push(item);
      break;
    }
    case "map":
      message[jsonName] = readMapPair(cursor, field, before);
      break;
  }
}

function readSingle(cursor: ByteCursor, { type }: Field, before: unknown): unknown {
  switch (type) {
    case "string":
      return readText(cursor);
    case "bool":
      return readVarint(cursor) !== 0;
    case "json":
      return readValue(cursor, before as Json | undefined);
    default:
      return readInnerMessage(cursor, type, before as OpenMessage | undefined);
  }
}

/** Reads a message with its length in front; sent in pieces, the later ones add to `before`. */
export function readInnerMessage(
  cursor: ByteCursor,
  type: MessageType,
  before: OpenMessage = {},
): JsonMessage {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  readFields(cursor, type, before);
  cursor.end = outerEnd;
  return before;
}

function readMapPair(cursor: ByteCursor, field: Field, before: unknown): unknown {
  if (field.type === "json") return readPair(cursor, before as Record<string, Json> | undefined);
  const pairs = (before ?? Object.create(null)) as OpenMessage;
  const { key, value } = readEntry(cursor, field);
  pairs[key] = value;
  return pairs;
}

const KEY = 10;
const VALUE = 18;

function readEntry(cursor: ByteCursor, field: Field): { key: string; value: unknown } {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  let key = "";
  let value: unknown = {};
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === KEY) key = readText(cursor);
    else if (tag === VALUE) value = readSingle(cursor, field, value);
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  return { key, value };
}
