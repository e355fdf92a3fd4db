import type { ScalarType } from "./tree.ts";

// COMPAT(cerbos): a float needs a point, so `1e3` is a string; digits may be grouped with `_`; `017` is octal.
const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|0[0-7_]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*)(?:[eE][-+]?[0-9]+)?$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:true|True|TRUE|false|False|FALSE)$/;

const SMALLEST_INTEGER = -(2n ** 63n);
const LARGEST_INTEGER = 2n ** 64n - 1n;
const LONGEST_INTEGER = 100;

/** The type of an unquoted scalar by the YAML 1.2 core schema: `yes` and `on` are strings. */
export function plainScalarType(text: string): ScalarType {
  if (!/^[-+.~0-9nNtTfF]|^$/.test(text)) return "String";
  if (NULL.test(text)) return "Null";
  if (BOOL.test(text)) return "Bool";
  if (INTEGER.test(text)) return isWithinRange(text) ? "Integer" : "String";
  if (FLOAT.test(text)) return "Float";
  if (INFINITY.test(text)) return "Infinity";
  return NAN.test(text) ? "Nan" : "String";
}

/** Shape: `0x1F` → `31n`, `0o17` → `15n`, `017` → `15n`, `-1_000` → `-1000n`. */
export function integerValue(text: string): bigint {
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  const isLegacyOctal = /^0[0-7]+$/.test(digits);
  const magnitude = BigInt(isLegacyOctal ? `0o${digits.slice(1)}` : digits);
  return text.startsWith("-") ? -magnitude : magnitude;
}

/** Shape: `1_0.5` → `10.5`. */
export function floatValue(text: string): number {
  return Number(text.replaceAll("_", ""));
}

function isWithinRange(text: string): boolean {
  if (text.length > LONGEST_INTEGER) return false;
  const value = integerValue(text);
  return value >= SMALLEST_INTEGER && value <= LARGEST_INTEGER;
}
