import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  stringType,
  type Type,
  timestampType,
  uintType,
} from "./type.ts";

/** Names under which an expression may use a type as a value, as in `type(x) == int`. */
export const builtInTypeNames: ReadonlyMap<string, Type> = new Map([
  ["bool", boolType],
  ["int", intType],
  ["uint", uintType],
  ["double", doubleType],
  ["string", stringType],
  ["bytes", bytesType],
  ["list", listType(dynType)],
  ["map", mapType(dynType, dynType)],
  ["null_type", nullType],
  ["type", opaqueType("type")],
  ["optional_type", opaqueType("optional_type")],
  ["google.protobuf.Timestamp", timestampType],
  ["google.protobuf.Duration", durationType],
]);
