import { uint64 } from "../values/arithmetic.ts";
import { CelError, conversionError, integerOverflow, unsignedOverflow } from "../values/cel-error.ts";
import { durationNanos, formatDuration, parseDuration } from "../values/duration.ts";
import { formatDouble, parseDouble, parseInt64, parseUint64 } from "../values/go-numbers.ts";
import { formatTimestamp, makeTimestamp, parseTimestamp, type Timestamp } from "../values/timestamp.ts";
import { Uint } from "../values/uint.ts";
import { decodeUtf8, encodeUtf8 } from "../values/utf8.ts";
import type { Value } from "../values/value.ts";
import type { FunctionRow } from "./library.ts";

// biome-ignore format: one row per overload
/** Conversions between types; one that cannot be made is an error. */
export const conversionRows: readonly FunctionRow[] = [
  { name: "int", signature: "(int) int",                     call: itself },
  { name: "int", signature: "(double) int",                  call: doubleToInt, inline: "truncate" },
  { name: "int", signature: "(string) int",                  call: (text: string) => parseInt64(text) ?? conversionError("string", "int") },
  { name: "int", signature: "(uint) int",                    call: ({ value }: Uint) => (BigInt.asIntN(64, value) === value ? value : integerOverflow) },
  { name: "int", signature: "(timestamp) int",               call: ({ seconds }: Timestamp) => BigInt(seconds) },
  { name: "int", signature: "(duration) int",                call: durationNanos },

  { name: "uint", signature: "(uint) uint",                  call: itself },
  { name: "uint", signature: "(double) uint",                call: doubleToUint },
  { name: "uint", signature: "(int) uint",                   call: uint64 },
  { name: "uint", signature: "(string) uint",                call: stringToUint },

  { name: "double", signature: "(double) double",            call: itself },
  { name: "double", signature: "(int) double",               call: Number },
  { name: "double", signature: "(string) double",            call: (text: string) => parseDouble(text) ?? conversionError("string", "double") },
  { name: "double", signature: "(uint) double",              call: ({ value }: Uint) => Number(value) },

  { name: "bool", signature: "(bool) bool",                  call: itself },
  { name: "bool", signature: "(string) bool",                call: (text: string) => booleans.get(text) ?? conversionError("string", "bool") },

  { name: "string", signature: "(string) string",            call: itself },
  { name: "string", signature: "(bool) string",              call: String },
  { name: "string", signature: "(bytes) string",             call: bytesToString },
  { name: "string", signature: "(double) string",            call: formatDouble },
  { name: "string", signature: "(duration) string",          call: formatDuration },
  { name: "string", signature: "(int) string",               call: String },
  { name: "string", signature: "(timestamp) string",         call: formatTimestamp },
  { name: "string", signature: "(uint) string",              call: ({ value }: Uint) => String(value) },

  { name: "bytes", signature: "(bytes) bytes",               call: itself },
  { name: "bytes", signature: "(string) bytes",              call: encodeUtf8 },

  { name: "timestamp", signature: "(timestamp) timestamp",   call: itself },
  { name: "timestamp", signature: "(string) timestamp",      call: parseTimestamp, inline: "instant", literal: { argument: 0, isValid: isTimestamp } },
  { name: "timestamp", signature: "(int) timestamp",         call: (seconds: bigint) => makeTimestamp(Number(seconds), 0) },

  { name: "duration", signature: "(duration) duration",      call: itself },
  { name: "duration", signature: "(string) duration",        call: parseDuration, literal: { argument: 0, isValid: isDuration } },
  { name: "duration", signature: "(int) duration",           call: () => conversionError("int", "google.protobuf.Duration") },
];

function itself(value: Value): Value {
  return value;
}

// COMPAT(cerbos): both ends of the range are left out, although the lower one is an int.
function doubleToInt(value: number): bigint | CelError {
  return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : integerOverflow;
}

// COMPAT(cerbos): numbers between -1 and 0 are refused, too.
function doubleToUint(value: number): Uint | CelError {
  return value >= 0 && value < 2 ** 64 ? new Uint(BigInt(Math.trunc(value))) : unsignedOverflow;
}

function stringToUint(text: string): Uint | CelError {
  const value = parseUint64(text);
  return value === undefined ? conversionError("string", "uint") : new Uint(value);
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

function bytesToString(bytes: Uint8Array): string | CelError {
  return decodeUtf8(bytes) ?? new CelError("invalid UTF-8 in bytes, cannot convert to string");
}

function isTimestamp(text: string): boolean {
  return !(parseTimestamp(text) instanceof CelError);
}

function isDuration(text: string): boolean {
  return !(parseDuration(text) instanceof CelError);
}
