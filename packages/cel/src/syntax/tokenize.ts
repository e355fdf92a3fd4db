import type { Report } from "../source/diagnostic.ts";
import { unreadableText } from "./problems.ts";

/** One word of an expression. Punctuation is its own kind. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

export type TokenKind =
  | "identifier"
  | "escaped"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "end"
  | Punctuation;

export type Punctuation =
  | "=="
  | "!="
  | "<="
  | ">="
  | "&&"
  | "||"
  | "<"
  | ">"
  | "["
  | "]"
  | "{"
  | "}"
  | "("
  | ")"
  | "."
  | ","
  | "-"
  | "!"
  | "?"
  | ":"
  | "+"
  | "*"
  | "/"
  | "%"
  | "in"
  | "true"
  | "false"
  | "null";

/**
 * Splits a text into tokens; the last one is always `end`.
 *
 * Reports: `cel/syntax`, at each stretch of text that is no token. It is left out of the result.
 */
export function tokenize(text: string, report: Report): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === undefined) {
      const end = endOfUnreadable(text, at);
      report(unreadableText(text.slice(at, end), at));
      at = end;
    } else {
      if (token !== "space") tokens.push(token);
      at = lastEnd(token, text, at);
    }
  }
  tokens.push({ kind: "end", start: text.length, end: text.length });
  return tokens;
}

function lastEnd(token: Token | "space", text: string, at: number): number {
  return token === "space" ? at + matchAt(space, text, at) : token.end;
}

function tokenAt(text: string, at: number): Token | "space" | undefined {
  if (matchAt(space, text, at) > 0) return "space";
  for (const [kind, pattern] of patterns) {
    const length = matchAt(pattern, text, at);
    if (length > 0) return { kind, start: at, end: at + length };
  }
  const length = matchAt(word, text, at);
  if (length > 0) {
    const name = text.slice(at, at + length);
    return { kind: keywords.get(name) ?? "identifier", start: at, end: at + length };
  }
  const two = punctuation.get(text.slice(at, at + 2));
  if (two !== undefined) return { kind: two, start: at, end: at + 2 };
  const one = punctuation.get(text.charAt(at));
  return one && { kind: one, start: at, end: at + 1 };
}

/** The pattern is sticky. */
function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}

// COMPAT(cerbos): like a lexer that gives up, the text runs to the first character that fits no token.
function endOfUnreadable(text: string, at: number): number {
  const begun = matchAt(unfinished, text, at);
  return Math.min(text.length, at + begun + characterLength(text, at + begun));
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

const space = /(?:[ \t\n\r\f]|\/\/[^\n]*)+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;

const escapeSequence = String.raw`\\(?:[abfnrtv"'\\?${"`"}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const rawText = `"""[^]*?"""|'''[^]*?'''|"[^"\\n\\r]*"|'[^'\\n\\r]*'`;
const plainText = [
  `"""(?:[^\\\\]|${escapeSequence})*?"""`,
  `'''(?:[^\\\\]|${escapeSequence})*?'''`,
  `"(?:[^\\\\"\\n\\r]|${escapeSequence})*"`,
  `'(?:[^\\\\'\\n\\r]|${escapeSequence})*'`,
].join("|");
// Where a character is missing for an escape sequence the text has begun all the same.
const begunEscape = String.raw`\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?`;
const unfinished = new RegExp(
  [
    `"(?:[^\\\\"\\n\\r]|${escapeSequence})*(?:${begunEscape})?`,
    `'(?:[^\\\\'\\n\\r]|${escapeSequence})*(?:${begunEscape})?`,
    "`[A-Za-z0-9_.\\-/ ]*",
    "[=&|]",
  ].join("|"),
  "y",
);
const anyText = `(?:[rR](?:${rawText})|${plainText})`;

// INVARIANT: the first pattern that matches is the longest one.
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ["double", /(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)/y],
  ["uint", /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y],
  ["int", /(?:0x[0-9a-fA-F]+|[0-9]+)/y],
  ["bytes", new RegExp(`[bB]${anyText}`, "y")],
  ["string", new RegExp(anyText, "y")],
  ["escaped", /`[A-Za-z0-9_.\-/ ]+`/y],
];

const keywords: ReadonlyMap<string, Punctuation> = new Map([
  ["in", "in"],
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
]);

const marks: readonly Punctuation[] = [
  ...(["==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")"] as const),
  ...([".", ",", "-", "!", "?", ":", "+", "*", "/", "%"] as const),
];
const punctuation: ReadonlyMap<string, Punctuation> = new Map(marks.map((mark) => [mark, mark]));
