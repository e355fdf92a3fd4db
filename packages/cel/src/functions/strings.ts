import { CelError } from "../values/cel-error.ts";
import {
  codePointCount,
  codePointOffset,
  hasSurrogates,
  sliceCodePoints,
  utf16Offset,
} from "../values/code-points.ts";
import { joinTexts, longestText, textTooLong } from "../values/growth.ts";
import type { Value } from "../values/value.ts";
import { formatRow } from "./format.ts";
import type { FunctionRow, Library } from "./library.ts";

// biome-ignore format: one row per overload
const rows: readonly FunctionRow[] = [
  { name: "charAt",        signature: "string.(int) string",              call: charAt },
  { name: "indexOf",       signature: "string.(string) int",              call: indexOf, safeInt: true },
  { name: "indexOf",       signature: "string.(string, int) int",         call: indexOf, safeInt: true },
  { name: "join",          signature: "list(string).() string",           call: join },
  { name: "join",          signature: "list(string).(string) string",     call: join },
  { name: "lastIndexOf",   signature: "string.(string) int",              call: lastIndexOf, safeInt: true },
  { name: "lastIndexOf",   signature: "string.(string, int) int",         call: lastIndexOfBefore, safeInt: true },
  { name: "lowerAscii",    signature: "string.() string",                 call: lowerAscii },
  { name: "replace",       signature: "string.(string, string) string",   call: replace },
  { name: "replace",       signature: "string.(string, string, int) string", call: replace },
  { name: "split",         signature: "string.(string) list(string)",     call: split },
  { name: "split",         signature: "string.(string, int) list(string)", call: split },
  { name: "substring",     signature: "string.(int) string",              call: substring },
  { name: "substring",     signature: "string.(int, int) string",         call: substring },
  { name: "trim",          signature: "string.() string",                 call: trim },
  { name: "upperAscii",    signature: "string.() string",                 call: upperAscii },
  formatRow,
  { name: "strings.quote", signature: "(string) string",                  call: quote },
  { name: "reverse",       signature: "string.() string",                 call: (text: string) => Array.from(text).reverse().join("") },
];

/** Texts beyond the standard functions. Positions and lengths count code points. */
export const stringsLibrary: Library = { name: "strings", rows };

function charAt(text: string, position: bigint): string | CelError {
  const at = Number(position);
  return at < 0 || at > codePointCount(text) ? outOfRange(position) : sliceCodePoints(text, at, at + 1);
}

function outOfRange(position: bigint): CelError {
  return new CelError(`index out of range: ${position}`);
}

// COMPAT(cerbos): an empty text is found at any offset, also outside the text.
function indexOf(text: string, part: string, offset = 0n): number | CelError {
  if (part === "") return Number(offset);
  if (offset < 0n) return outOfRange(offset);
  if (offset > text.length) return -1;
  const found = text.indexOf(part, utf16Offset(text, Number(offset)));
  return found <= 0 ? found : codePointOffset(text, found);
}

function lastIndexOf(text: string, part: string): number {
  const found = text.lastIndexOf(part);
  return found <= 0 ? found : codePointOffset(text, found);
}

function lastIndexOfBefore(text: string, part: string, offset: bigint): number | CelError {
  if (part === "") return Number(offset);
  if (offset < 0n) return outOfRange(offset);
  if (offset >= codePointCount(text)) return -1;
  const found = text.lastIndexOf(part, utf16Offset(text, Number(offset)));
  return found <= 0 ? found : codePointOffset(text, found);
}

function join(texts: readonly Value[], separator = ""): string | CelError {
  const odd = texts.find((text) => typeof text !== "string");
  if (odd === undefined) return joinTexts(texts as readonly string[], separator);
  return new CelError(`join: invalid input: ${String(odd)}`);
}

// PERF: texts without other letters, which are nearly all, need no pattern with a callback.
const asciiOnly = /^[\0-\x7f]*$/;

function lowerAscii(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperAscii(text: string): string {
  if (asciiOnly.test(text)) return text.toUpperCase();
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function replace(text: string, old: string, replacement: string, limit = -1n): string | CelError {
  if (limit === 0n) return text;
  const times = limit < 0n ? Infinity : Number(limit);
  if (old === "") return interleave(text, replacement, times);
  const mayGrow = replacement.length > old.length && text.length * replacement.length > longestText;
  if (times === Infinity && !mayGrow) return text.replaceAll(old, () => replacement);
  return joinTexts(splitTimes(text, old, times), replacement);
}

/** Puts the text before each character and at the end, at most so many times. */
function interleave(text: string, between: string, times: number): string | CelError {
  const characters = Array.from(text);
  if (text.length + Math.min(times, characters.length + 1) * between.length > longestText) return textTooLong;
  const placed = characters.map((character, i) => (i < times ? between + character : character)).join("");
  return characters.length < times ? placed + between : placed;
}

function split(text: string, separator: string, limit = -1n): readonly string[] {
  if (limit === 0n) return [];
  const times = limit < 0n ? Infinity : Number(limit) - 1;
  if (separator !== "")
    return times === Infinity ? text.split(separator) : splitTimes(text, separator, times);
  const characters = hasSurrogates(text) ? Array.from(text) : text.split("");
  if (characters.length <= times) return characters;
  return [...characters.slice(0, times), characters.slice(times).join("")];
}

function splitTimes(text: string, separator: string, times: number): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < times) {
    const found = text.indexOf(separator, start);
    if (found < 0) break;
    parts.push(text.slice(start, found));
    start = found + separator.length;
  }
  return [...parts, text.slice(start)];
}

function substring(text: string, start: bigint, end?: bigint): string | CelError {
  const length = BigInt(codePointCount(text));
  if (end !== undefined && start > end) {
    return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > length) return outOfRange(start);
  if (end !== undefined && (end < 0n || end > length)) return outOfRange(end);
  return sliceCodePoints(text, Number(start), Number(end ?? length));
}

// Unlike the trimming of JavaScript: U+0085 is white space here, U+FEFF is not.
const whiteSpace = /\p{White_Space}/u;

// SECURITY: a pattern for the end of the text would look at every run of white space in it, in quadratic time.
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && whiteSpace.test(text.charAt(start))) start++;
  while (end > start && whiteSpace.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

function quote(text: string): string {
  const escaped = Array.from(text, (character) => escapes.get(character) ?? character).join("");
  return `"${escaped}"`;
}
