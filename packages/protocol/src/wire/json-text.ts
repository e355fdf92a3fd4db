import { malformed, type WireError } from "./errors.ts";

// Texts come from bytes; a byte that is not valid UTF-8 is kept as the lone surrogate U+DC80 + (byte - 0x80).

/** Skips what JSON calls white space. */
export function skipSpace(text: string, at: number): number {
  let index = at;
  for (;;) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return index;
    index++;
  }
}

/** A failure at one place of the text, counted in lines and characters from `start`. */
export function malformedAt(text: string, start: number, at: number, problem: string): WireError {
  return malformed(`proto: ${place(text, start, at)}: ${problem}`);
}

export function syntaxErrorAt(text: string, start: number, at: number, problem: string): WireError {
  return malformed(`proto: syntax error ${place(text, start, at)}: ${problem}`);
}

function place(text: string, start: number, at: number): string {
  const lines = text.slice(start, at).split("\n");
  const column = [...(lines.at(-1) ?? "")].length + 1;
  return `(line ${lines.length}:${column})`;
}

/** Puts a text between double quotes, as Go's `%q` does. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += goEscape(character, '"');
  return `${quoted}"`;
}

/** One byte between single quotes, in the form Go's JSON scanner names it. */
export function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return character === '"' ? "'\"'" : `'${goEscape(character, "'")}'`;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

function goEscape(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (isInvalidByte(code)) return `\\x${hex(code - 0xdc00, 2)}`;
  if ((code >= 0x80 && code <= 0xa0) || code === 0xad) return `\\u${hex(code, 4)}`;
  return character;
}

/** The bytes of one character. */
export function utf8Bytes(code: number): readonly number[] {
  if (isInvalidByte(code)) return [code - 0xdc00];
  if (code < 0x80) return [code];
  const last = 0x80 | (code & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), last];
  const middle = 0x80 | ((code >> 6) & 0x3f);
  if (code < 0x10000) return [0xe0 | (code >> 12), middle, last];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), middle, last];
}

/** How a text keeps a byte that is not valid UTF-8. */
export function brokenByte(byte: number): string {
  return String.fromCharCode(0xdc00 + byte);
}

function isInvalidByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
