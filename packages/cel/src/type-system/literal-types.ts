import {
  boolType,
  bytesType,
  doubleType,
  intType,
  nullType,
  stringType,
  type Type,
  uintType,
} from "./type.ts";

/** The type of each kind of literal. */
export const literalTypes: {
  readonly [kind in "null" | "bool" | "int" | "uint" | "double" | "string" | "bytes"]: Type;
} = {
  null: nullType,
  bool: boolType,
  int: intType,
  uint: uintType,
  double: doubleType,
  string: stringType,
  bytes: bytesType,
};
