import type { ScalarTag } from "./config-node.ts";

const NULLS = new Set(["", "~", "null", "Null", "NULL"]);
const TRUE_WORDS = new Set(["true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"]);
const FALSE_WORDS = new Set(["false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"]);
const INTEGER = /^[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|[0-9]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Names what an unquoted scalar is, with the YAML 1.1 words for booleans that the configuration format allows. */
export function resolveScalar(text: string): ScalarTag {
  if (NULLS.has(text)) return "!!null";
  if (TRUE_WORDS.has(text) || FALSE_WORDS.has(text)) return "!!bool";
  const digits = text.replaceAll("_", "");
  if (/^[-+.]?[0-9]/.test(text) && INTEGER.test(digits)) return "!!int";
  if (SPECIAL_FLOAT.test(text) || (/^[-+.]*[0-9]/.test(text) && FLOAT.test(digits))) return "!!float";
  return "!!str";
}

export function isTrueWord(text: string): boolean {
  return TRUE_WORDS.has(text);
}

/** The number behind a scalar that `resolveScalar` called an integer or a float. */
export function numberOf(text: string): number {
  const digits = text.replaceAll("_", "");
  const [, sign = "", body = ""] = /^([-+]?)(.*)$/.exec(digits) ?? [];
  const size = /^\.inf$/i.test(body) ? Number.POSITIVE_INFINITY : unsigned(body);
  return sign === "-" ? -size : size;
}

function unsigned(body: string): number {
  // A leading zero means octal, as in file modes.
  if (/^0[0-7]+$/.test(body)) return Number.parseInt(body, 8);
  return Number(body);
}
