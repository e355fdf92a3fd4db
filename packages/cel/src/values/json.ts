import { encodeBase64 } from "./base64.ts";
import { CelError } from "./cel-error.ts";
import { CelMap } from "./cel-map.ts";
import { Duration, formatDuration } from "./duration.ts";
import { formatDouble } from "./go-numbers.ts";
import { type AnyMap, isMap } from "./map-access.ts";
import { formatTimestamp, Timestamp } from "./timestamp.ts";
import { typeNameOf } from "./type-name.ts";
import { Uint } from "./uint.ts";
import { isList, type Value } from "./value.ts";

/** Plain JSON, as it leaves an expression. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Turns a value into JSON.
 *
 * Shape: `9007199254740993n` → `"9007199254740993"`, bytes → base64, a duration → `"5400s"`; types, opaque values, maps
 * with keys other than text, NaN and infinities cannot be turned.
 */
export function valueToJson(value: Value): Json | CelError {
  return toJson(value, undefined);
}

/** SECURITY: lists that hold one list twice, over and over, have more parts than there is memory. */
const mostParts = 1_000_000;

const tooManyParts = new CelError(`a value of more than ${mostParts} parts cannot be represented in JSON`);

/** How many more parts may be turned. */
interface Room {
  parts: number;
}

function toJson(value: Value, room: Room | undefined): Json | CelError {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value)
        ? value
        : new CelError(`${formatDouble(value)} cannot be represented in JSON`);
    case "bigint":
      return integerToJson(value);
    default:
      return objectToJson(value, room);
  }
}

function integerToJson(value: bigint): Json {
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  return value >= -safe && value <= safe ? Number(value) : String(value);
}

function objectToJson(value: Value, room: Room = { parts: mostParts }): Json | CelError {
  if (value === null) return null;
  if (value instanceof Uint) return integerToJson(value.value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (isList(value)) return listToJson(value, room);
  if (isMap(value)) return mapToJson(value, room);
  return new CelError(`a value of type ${typeNameOf(value)} cannot be represented in JSON`);
}

function listToJson(list: readonly Value[], room: Room): Json | CelError {
  const items: Json[] = [];
  for (const item of list) {
    if (--room.parts < 0) return tooManyParts;
    const json = toJson(item, room);
    if (json instanceof CelError) return json;
    items.push(json);
  }
  return items;
}

type Fields = Record<string, Json>;

// PERF: two loops without a pair for each entry, because an output is a small map more often than not, see
// benchmarks/check-in-process.ts.
function mapToJson(map: AnyMap, room: Room): Json | CelError {
  const fields: Fields = {};
  if (map instanceof CelMap) {
    for (const { key, value } of map.stored()) {
      if (typeof key !== "string")
        return new CelError(`a map with ${typeNameOf(key)} keys cannot be represented in JSON`);
      const error = setField(fields, key, value, room);
      if (error !== undefined) return error;
    }
    return fields;
  }
  for (const key of Object.keys(map)) {
    const value = map[key];
    const error = value === undefined ? undefined : setField(fields, key, value, room);
    if (error !== undefined) return error;
  }
  return fields;
}

function setField(fields: Fields, key: string, value: Value, room: Room): CelError | undefined {
  if (--room.parts < 0) return tooManyParts;
  const json = toJson(value, room);
  if (json instanceof CelError) return json;
  // SECURITY: an assignment to this key would set the prototype.
  if (key === "__proto__") Object.defineProperty(fields, key, { ...ownField, value: json });
  else fields[key] = json;
  return undefined;
}

const ownField = { configurable: true, enumerable: true, writable: true } as const;
