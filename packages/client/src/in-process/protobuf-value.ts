import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import type { Json } from "@orthrus/protocol";

/** Turns JSON into the message that stands for any JSON value. */
export function protobufValue(json: Json): Value {
  // The same values; only ours are read-only, and `fromJson` does not write to them.
  return fromJson(ValueSchema, json as JsonValue);
}
