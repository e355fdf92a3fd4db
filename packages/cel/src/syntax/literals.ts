import type { Literal } from "./ast.ts";

/** What a literal token stands for, or the reference's words for what is wrong with it. */
export type LiteralResult = { readonly literal: Literal } | { readonly problem: string };

/** Reads the text of an int token with its sign, such as `-0x1F`. */
export function readInt(text: string): LiteralResult {
  const value = readInteger(text);
  if (BigInt.asIntN(64, value) !== value) return { problem: "invalid int literal" };
  return { literal: { type: "int", value } };
}

/** Reads the text of an uint token, such as `0x1Fu`. */
export function readUint(text: string): LiteralResult {
  const value = readInteger(text.slice(0, -1));
  if (BigInt.asUintN(64, value) !== value) return { problem: "invalid uint literal" };
  return { literal: { type: "uint", value } };
}

/** Reads the text of a double token with its sign, such as `-.5e3`. */
export function readDouble(text: string): LiteralResult {
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: "invalid double literal" };
  return { literal: { type: "double", value } };
}

/** Reads the text of a string token: `"a"`, `'''a'''`, `r"a\d"`. */
export function readString(text: string): LiteralResult {
  const { body, isRaw } = unquote(text);
  if (isRaw) return { literal: { type: "string", value: body } };
  let problem: string | undefined;
  const value = body.replace(escapes, (sequence) => {
    const codePoint = codePointOf(sequence);
    if (isCodePoint(codePoint)) return String.fromCodePoint(codePoint);
    problem = "invalid unicode code point";
    return "";
  });
  return problem === undefined ? { literal: { type: "string", value } } : { problem };
}

/** Reads the text of a bytes token: `b"a\xff"`. Text stands for its UTF-8, `\x` and octal escapes for one byte. */
export function readBytes(text: string): LiteralResult {
  const { body, isRaw } = unquote(text.slice(1));
  const bytes: number[] = [];
  let at = 0;
  for (const match of isRaw ? [] : body.matchAll(escapes)) {
    const sequence = match[0];
    if (sequence[1] === "u" || sequence[1] === "U") return { problem: "unable to unescape string" };
    bytes.push(...utf8(body.slice(at, match.index)), codePointOf(sequence));
    at = match.index + sequence.length;
  }
  bytes.push(...utf8(body.slice(at)));
  return { literal: { type: "bytes", value: Uint8Array.from(bytes) } };
}

function readInteger(text: string): bigint {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

function unquote(text: string): { readonly body: string; readonly isRaw: boolean } {
  const isRaw = text.startsWith("r") || text.startsWith("R");
  const quoted = isRaw ? text.slice(1) : text;
  const isTriple = quoted.length >= 6 && (quoted.startsWith('"""') || quoted.startsWith("'''"));
  const width = isTriple ? 3 : 1;
  // As in Go, a line break in the source of a literal is one `\n` on every platform.
  const body = quoted.slice(width, -width).replace(/\r\n?/g, "\n");
  return { body, isRaw };
}

function codePointOf(sequence: string): number {
  const letter = sequence.charAt(1);
  if (/[0-3]/.test(letter)) return Number.parseInt(sequence.slice(1), 8);
  if (/[xXuU]/.test(letter)) return Number.parseInt(sequence.slice(2), 16);
  return (simpleEscapes.get(letter) ?? letter).charCodeAt(0);
}

function isCodePoint(value: number): boolean {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

const escapes = /\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)/gs;

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

// Percent-encoding is UTF-8, and part of the language where a text encoder belongs to the host.
function utf8(text: string): readonly number[] {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
  return Array.from(encoded.matchAll(/%([0-9A-F]{2})|./g), ([character, hex]) =>
    hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}
