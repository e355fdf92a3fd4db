import { malformed, type WireError } from "./errors.ts";
import { quoteByte, skipSpace, utf8Bytes } from "./json-text.ts";

const MAX_DEPTH = 10_000;

/**
 * Finds the first JSON value of a text; what follows it does not matter.
 *
 * Shape: ` {"a":1} x` → `{ start: 1, end: 8 }`; nothing when there is only white space.
 * Throws: `protocol/malformed-request` with the text of Go's `encoding/json`.
 */
export function findFirstValue(text: string): { start: number; end: number } | undefined {
  const start = skipSpace(text, 0);
  return start >= text.length ? undefined : { start, end: endOfValue(text, start) };
}

type Expecting = "value" | "item or end" | "key" | "key or end" | "colon" | "comma or end";

// Not recursive: the depth of a request is chosen by whoever sends it.
function endOfValue(text: string, start: number): number {
  const open: ("{" | "[")[] = [];
  let expecting: Expecting = "value";
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    const char = charAt(text, at);
    switch (expecting) {
      case "item or end":
      case "value":
        if (expecting === "item or end" && char === "]") {
          open.pop();
          at++;
          expecting = "comma or end";
        } else if (char === "{" || char === "[") {
          open.push(char);
          if (open.length > MAX_DEPTH) throw unexpected(text, at, "exceeded max depth");
          at++;
          expecting = char === "{" ? "key or end" : "item or end";
        } else {
          at = endOfScalar(text, at);
          expecting = "comma or end";
        }
        break;
      case "key or end":
      case "key":
        if (expecting === "key or end" && char === "}") {
          open.pop();
          at++;
          expecting = "comma or end";
        } else {
          if (char !== '"') throw unexpected(text, at, "looking for beginning of object key string");
          at = endOfString(text, at);
          expecting = "colon";
        }
        break;
      case "colon":
        if (char !== ":") throw unexpected(text, at, "after object key");
        at++;
        expecting = "value";
        break;
      case "comma or end": {
        const inside = open.at(-1);
        if (char === ",") {
          expecting = inside === "{" ? "key" : "value";
        } else if (char === (inside === "{" ? "}" : "]")) {
          open.pop();
        } else {
          throw unexpected(text, at, inside === "{" ? "after object key:value pair" : "after array element");
        }
        at++;
        break;
      }
    }
    if (expecting === "comma or end" && open.length === 0) return at;
  }
}

function endOfScalar(text: string, at: number): number {
  const char = charAt(text, at);
  if (char === '"') return endOfString(text, at);
  if (char === "-" || isDigit(char)) return endOfNumber(text, at);
  for (const literal of ["true", "false", "null"]) {
    if (char === literal[0]) return endOfLiteral(text, at, literal);
  }
  throw unexpected(text, at, "looking for beginning of value");
}

function endOfLiteral(text: string, at: number, literal: string): number {
  for (let offset = 1; offset < literal.length; offset++) {
    if (charAt(text, at + offset) !== literal[offset]) {
      throw unexpected(text, at + offset, `in literal ${literal} (expecting '${literal[offset]}')`);
    }
  }
  return at + literal.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const char = charAt(text, at);
    if (char === '"') return at + 1;
    if (char < " ") throw unexpected(text, at, "in string literal");
    at = char === "\\" ? endOfEscape(text, at + 1) : at + 1;
  }
}

function endOfEscape(text: string, at: number): number {
  const char = charAt(text, at);
  if (char !== "u") {
    if (!'bfnrt\\/"'.includes(char)) throw unexpected(text, at, "in string escape code");
    return at + 1;
  }
  for (let digit = at + 1; digit <= at + 4; digit++) {
    if (!/[0-9a-fA-F]/.test(charAt(text, digit))) {
      throw unexpected(text, digit, "in \\u hexadecimal character escape");
    }
  }
  return at + 5;
}

function endOfNumber(text: string, start: number): number {
  let at = charAt(text, start) === "-" ? start + 1 : start;
  at = charAt(text, at) === "0" ? at + 1 : endOfDigits(text, at, "in numeric literal");
  if (text[at] === ".") at = endOfDigits(text, at + 1, "after decimal point in numeric literal");
  if (text[at] === "e" || text[at] === "E") {
    at++;
    if (text[at] === "+" || text[at] === "-") at++;
    at = endOfDigits(text, at, "in exponent of numeric literal");
  }
  return at;
}

function endOfDigits(text: string, start: number, context: string): number {
  if (!isDigit(charAt(text, start))) throw unexpected(text, start, context);
  let at = start + 1;
  while (isDigit(text[at])) at++;
  return at;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= "0" && char <= "9";
}

function charAt(text: string, at: number): string {
  const char = text[at];
  if (char === undefined) throw malformed("unexpected EOF");
  return char;
}

function unexpected(text: string, at: number, context: string): WireError {
  const [firstByte = 0] = utf8Bytes(text.codePointAt(at) ?? 0);
  return malformed(`invalid character ${quoteByte(firstByte)} ${context}`);
}
