import type { Json } from "../../json.ts";
import {
  type ByteWriter,
  bytesTag,
  closeMessage,
  doubleTag,
  numberTag,
  openMessage,
  openPair,
  type Tag,
  writeDouble,
  writeNumber,
  writeText,
} from "./byte-writer.ts";

const NULL_VALUE = numberTag(1);
const NUMBER_VALUE = doubleTag(2);
const STRING_VALUE = bytesTag(3);
const BOOL_VALUE = numberTag(4);
const STRUCT_VALUE = bytesTag(5);
const LIST_VALUE = bytesTag(6);
const MEMBERS = bytesTag(1);
const VALUE = bytesTag(2);

/** Writes a `google.protobuf.Value`. */
export function writeValue(writer: ByteWriter, tag: Tag, value: Json): void {
  const start = openMessage(writer, tag);
  if (typeof value === "number") writeDouble(writer, NUMBER_VALUE, value);
  else if (typeof value === "string") writeText(writer, STRING_VALUE, value);
  else if (typeof value === "boolean") writeNumber(writer, BOOL_VALUE, value ? 1 : 0);
  else writeCompound(writer, value);
  closeMessage(writer, start);
}

function writeCompound(writer: ByteWriter, value: Json & (object | null)): void {
  if (value === null) {
    writeNumber(writer, NULL_VALUE, 0);
    return;
  }
  const start = openMessage(writer, Array.isArray(value) ? LIST_VALUE : STRUCT_VALUE);
  if (Array.isArray(value)) for (const item of value) writeValue(writer, MEMBERS, item);
  else writeValues(writer, MEMBERS, value as Readonly<Record<string, Json>>);
  closeMessage(writer, start);
}

/** Writes a map of values; as in JSON, members without a value are left out. */
export function writeValues(
  writer: ByteWriter,
  tag: Tag,
  object: Readonly<Record<string, Json | undefined>>,
): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const start = openPair(writer, tag, key);
    writeValue(writer, VALUE, value);
    closeMessage(writer, start);
  }
}
