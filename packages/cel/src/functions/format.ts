import { type FormatClause, readFormat } from "../syntax/format-clauses.ts";
import { CelError } from "../values/cel-error.ts";
import { compareCodePoints } from "../values/code-points.ts";
import { exponentDigits, fixedDigits } from "../values/decimal-digits.ts";
import { Duration, formatDuration } from "../values/duration.ts";
import { formatDoublePlainly } from "../values/go-numbers.ts";
import { joinTexts, longestText, textTooLong } from "../values/growth.ts";
import { type AnyMap, isMap, mapEntries } from "../values/map-access.ts";
import { formatTimestamp, Timestamp } from "../values/timestamp.ts";
import { typeNameOf } from "../values/type-name.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import { decodeUtf8Lossy, encodeUtf8 } from "../values/utf8.ts";
import { isList, type Value } from "../values/value.ts";
import type { FunctionRow } from "./library.ts";

// biome-ignore format: one row per overload
/** The row of `format`, part of the strings library. */
export const formatRow: FunctionRow = {
  name: "format", signature: "string.(list(dyn)) string", call: format,
};

function format(text: string, args: readonly Value[]): string | CelError {
  const { parts, problem } = readFormat(text);
  let formatted = "";
  let next = 0;
  for (const part of parts) {
    const piece = typeof part === "string" ? part : formatArgument(part, args, next++);
    if (piece instanceof CelError) return piece;
    if (formatted.length + piece.length > longestText) return textTooLong;
    formatted += piece;
  }
  if (problem === undefined) return formatted;
  return next < args.length ? new CelError(problem) : indexOutOfRange(next);
}

function indexOutOfRange(position: number): CelError {
  return new CelError(`index ${position} out of range`);
}

function formatArgument(clause: FormatClause, args: readonly Value[], position: number): string | CelError {
  const value = args[position];
  if (value === undefined) return indexOutOfRange(position);
  if (clause.precision !== undefined && clause.precision > maxPrecision) {
    return new CelError(
      "could not parse formatting clause: error while parsing precision: precision is too large",
    );
  }
  return formatValue(clause, value);
}

/** Longer than any double has digits; a format from outside must not ask for a gigabyte of zeros. */
const maxPrecision = 2000;

function formatValue({ verb, precision = 6 }: FormatClause, value: Value): string | CelError {
  switch (verb) {
    case "s":
      return stringClause(value);
    case "d":
      return decimalClause(value);
    case "f":
      return fixedClause(value, precision);
    case "e":
      return numberClause("scientific", value, (number) => exponentDigits(number, precision));
    case "b":
      return binaryClause(value);
    case "x":
      return hexClause(value);
    case "X":
      return upperCase(hexClause(value));
    case "o":
      return octalClause(value);
  }
}

function refused(requirement: string, value: Value): CelError {
  return new CelError(`error during formatting: ${requirement}, was given ${typeNameOf(value)}`);
}

const stringTypes =
  "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, " +
  "and timestamps";

function stringClause(value: Value): string | CelError {
  if (typeof value === "number") return doubleText(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return decodeUtf8Lossy(value);
  // COMPAT(cerbos): in UTC, unlike `string()`, which keeps the offset that was read.
  if (value instanceof Timestamp) return formatTimestamp(new Timestamp(value.seconds, value.nanos));
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (isList(value)) return listText(value);
  return isMap(value) ? mapText(value) : refused(stringTypes, value);
}

function doubleText(value: number): string {
  return Number.isFinite(value) ? formatDoublePlainly(value) : String(value);
}

function listText(list: readonly Value[]): string | CelError {
  const items: string[] = [];
  for (const item of list) {
    const text = stringClause(item);
    if (text instanceof CelError) return text;
    items.push(text);
  }
  const joined = joinTexts(items, ", ");
  return joined instanceof CelError ? joined : `[${joined}]`;
}

function mapText(map: AnyMap): string | CelError {
  const entries: [key: string, value: string][] = [];
  for (const [key, value] of mapEntries(map)) {
    const keyText = stringClause(key);
    if (keyText instanceof CelError) return keyText;
    const valueText = stringClause(value);
    if (valueText instanceof CelError) return valueText;
    entries.push([keyText, valueText]);
  }
  entries.sort(([left], [right]) => compareCodePoints(left, right));
  const joined = joinTexts(
    entries.map(([key, value]) => `${key}: ${value}`),
    ", ",
  );
  return joined instanceof CelError ? joined : `{${joined}}`;
}

function decimalClause(value: Value): string | CelError {
  if (typeof value === "number") return doubleText(value);
  return (
    integerOf(value)?.toString() ??
    refused("decimal clause can only be used on ints, uints, and doubles", value)
  );
}

function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof Uint ? value.value : undefined;
}

function fixedClause(value: Value, precision: number): string | CelError {
  const integer = integerOf(value);
  if (integer !== undefined) return precision === 0 ? String(integer) : `${integer}.${"0".repeat(precision)}`;
  return numberClause("fixed-point", value, (number) => fixedDigits(number, precision));
}

// COMPAT(cerbos): 0.51 prints `%!f(int64=000001)` for an int, which is nothing anybody can rely on.
function numberClause(name: string, value: Value, digits: (number: number) => string): string | CelError {
  const integer = integerOf(value);
  const number = integer === undefined ? value : Number(integer);
  if (typeof number !== "number") {
    return refused(`${name} clause can only be used on ints, uints, and doubles`, value);
  }
  return Number.isFinite(number) ? digits(number) : String(number);
}

function binaryClause(value: Value): string | CelError {
  if (typeof value === "boolean") return value ? "1" : "0";
  return (
    integerOf(value)?.toString(2) ?? refused("only ints, uints, and bools can be formatted as binary", value)
  );
}

function hexClause(value: Value): string | CelError {
  if (typeof value === "string") return hexOfBytes(encodeUtf8(value));
  if (value instanceof Uint8Array) return hexOfBytes(value);
  const refusal = "only ints, uints, bytes, and strings can be formatted as hex";
  return integerOf(value)?.toString(16) ?? refused(refusal, value);
}

function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function upperCase(text: string | CelError): string | CelError {
  return text instanceof CelError ? text : text.toUpperCase();
}

function octalClause(value: Value): string | CelError {
  return integerOf(value)?.toString(8) ?? refused("octal clause can only be used on ints and uints", value);
}
