import type { ScalarType } from "./tree.ts";

const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|0[0-7_]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:true|True|TRUE|false|False|FALSE)$/;

/** The type of an unquoted scalar by the YAML 1.2 core schema: `yes` and `on` are strings. */
export function plainScalarType(text: string): ScalarType {
  if (!/^[-+.~0-9nNtTfF]|^$/.test(text)) return "String";
  if (NULL.test(text)) return "Null";
  if (BOOL.test(text)) return "Bool";
  if (INTEGER.test(text)) return "Integer";
  if (FLOAT.test(text)) return "Float";
  if (INFINITY.test(text)) return "Infinity";
  return NAN.test(text) ? "Nan" : "String";
}

/** Shape: `0x1F` → `31n`, `0o17` → `15n`, `017` → `15n`, `-1_000` → `-1000n`. */
export function integerValue(text: string): bigint {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  const legacyOctal = /^0[0-7]+$/.test(digits);
  const magnitude = BigInt(legacyOctal ? `0o${digits.slice(1)}` : digits);
  return negative ? -magnitude : magnitude;
}
