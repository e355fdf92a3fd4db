import { plainScalarType } from "../plain-scalar.ts";
import type { ScalarNode } from "../tree.ts";
import { type Cursor, SPACE, skipSpaces, Untidy } from "./cursor.ts";

/** What an unquoted scalar may start with; YAML allows more, and gives some of it a meaning. */
const PLAIN_START = /[\w$/.(<=~+^;\\\u00a0-\ud7ff]|-(?=[^\s])/y;

/** Reads an unquoted scalar up to the end of its line. */
export function readPlain(cursor: Cursor): ScalarNode {
  const { text, at } = cursor;
  requireAt(PLAIN_START, cursor);
  const line = text.slice(at, endOfLine(text, at));
  const comment = line.indexOf(" #");
  const content = trimSpaces(comment === -1 ? line : line.slice(0, comment));
  if (content.includes(": ") || content.endsWith(":")) throw new Untidy();
  cursor.at = at + content.length;
  return plain(content, at);
}

const FLOW_PLAIN_START = /[\w$/.(<=~+^;\\\u00a0-\ud7ff]|-(?=[^\s,[\]{}])/y;
/** Bounded, because engines keep a state for every turn of such a loop. */
const FLOW_PLAIN = /(?:[^,[\]{}\n#:]|:(?=[^\s,[\]{}#])){1,1000}/y;

/** Reads an unquoted scalar inside a flow collection. */
export function readFlowPlain(cursor: Cursor): ScalarNode {
  const { text, at } = cursor;
  requireAt(FLOW_PLAIN_START, cursor);
  FLOW_PLAIN.lastIndex = at;
  const content = trimSpaces(FLOW_PLAIN.exec(text)?.[0] ?? "");
  cursor.at = at + content.length;
  return plain(content, at);
}

/** Reads a quoted scalar that ends on its line. */
export function readQuoted(cursor: Cursor): ScalarNode {
  const { text, at } = cursor;
  const isDouble = text.charAt(at) === '"';
  const end = isDouble ? endOfDoubleQuoted(text, at + 1) : endOfSingleQuoted(text, at + 1);
  const raw = text.slice(at + 1, end);
  if (raw.includes("\n")) throw new Untidy();
  cursor.at = end + 1;
  return string(isDouble ? withoutEscapes(raw) : raw.replaceAll("''", "'"), at);
}

const PLAIN_KEY = /[\w$](?:(?:[\w$./@ -]|:(?=\S)){0,1000}[\w$./@-])?(?=:(?:[ \n]|$))/y;
const QUOTED_KEY = /(?:"[^"\\\n]*"|'[^'\n]*')(?=:(?:[ \n]|$))/y;
const FLOW_KEY = /[\w$](?:[\w$./@-]|:(?=[\w$./@-])){0,1000}(?=: )/y;
const QUOTED_FLOW_KEY = /(?:"[^"\\\n]*"|'[^'\n]*')(?=:)/y;
/** YAML allows keys of 1,024 characters. */
const LONGEST_KEY = 1_000;

/** Reads a key and its colon; `undefined` when no key stands here. */
export function readKey(cursor: Cursor): ScalarNode | undefined {
  return keyBy(cursor, PLAIN_KEY, QUOTED_KEY);
}

/** The same inside a flow collection. */
export function readFlowKey(cursor: Cursor): ScalarNode | undefined {
  return keyBy(cursor, FLOW_KEY, QUOTED_FLOW_KEY);
}

function keyBy(cursor: Cursor, unquoted: RegExp, quoted: RegExp): ScalarNode | undefined {
  const { text, at } = cursor;
  const first = text.charAt(at);
  const isQuoted = first === '"' || first === "'";
  const expression = isQuoted ? quoted : unquoted;
  expression.lastIndex = at;
  const key = expression.exec(text)?.[0];
  if (key === undefined) return undefined;
  if (key.length > LONGEST_KEY) throw new Untidy();
  cursor.at = at + key.length + 1;
  return isQuoted ? string(key.slice(1, -1), at) : plain(key, at);
}

const BLOCK_HEADER = /([|>])(-?)(?: +#[^\n]*)? *\n/y;

/** Reads a literal or folded block below a parent at `column`, and stands at the start of the line after it. */
export function readBlockScalar(cursor: Cursor, column: number): ScalarNode {
  const { text, at: start } = cursor;
  BLOCK_HEADER.lastIndex = start;
  const header = BLOCK_HEADER.exec(text);
  if (header === null) throw new Untidy();
  cursor.at = start + header[0].length;
  const lines = readBlockLines(cursor, column);
  const isFolded = header[1] === ">";
  if (isFolded && lines.some((line) => /^(?: |$)| $/.test(line))) throw new Untidy();
  const content = lines.join(isFolded ? " " : "\n");
  return string(header[2] === "-" ? content : `${content}\n`, start);
}

function readBlockLines(cursor: Cursor, column: number): readonly string[] {
  const { text } = cursor;
  const lineStart = cursor.at;
  skipSpaces(cursor);
  const indent = cursor.at - lineStart;
  if (indent <= column || isBlankAt(text, cursor.at)) throw new Untidy();
  const lines: string[] = [];
  for (let at = lineStart; at < text.length; at = cursor.at) {
    cursor.at = at;
    skipSpaces(cursor);
    const isBlank = isBlankAt(text, cursor.at);
    const found = cursor.at - at;
    if (isBlank && found > indent) throw new Untidy();
    if (!isBlank && found < indent) {
      cursor.at = at;
      break;
    }
    const end = text.indexOf("\n", at);
    // How a block ends that no line break ends depends on its chomping; the general reader knows.
    if (end === -1) throw new Untidy();
    lines.push(isBlank ? "" : text.slice(at + indent, end));
    cursor.at = end + 1;
  }
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function isBlankAt(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === "\n";
}

function endOfDoubleQuoted(text: string, from: number): number {
  for (let at = from; ; at++) {
    at = text.indexOf('"', at);
    if (at === -1) throw new Untidy();
    let backslashes = 0;
    while (text.charAt(at - 1 - backslashes) === "\\") backslashes++;
    if (backslashes % 2 === 0) return at;
  }
}

function endOfSingleQuoted(text: string, from: number): number {
  for (let at = text.indexOf("'", from); at !== -1; at = text.indexOf("'", at + 2)) {
    if (text.charAt(at + 1) !== "'") return at;
  }
  throw new Untidy();
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["n", "\n"],
  ["t", "\t"],
]);

function withoutEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(.)/g, (_, letter: string) => {
    const meaning = ESCAPES.get(letter);
    if (meaning === undefined) throw new Untidy();
    return meaning;
  });
}

/** Takes blanks off the end. A pattern would look for their end from every one of them. */
function trimSpaces(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === SPACE) end--;
  return text.slice(0, end);
}

function requireAt(expression: RegExp, { text, at }: Cursor): void {
  expression.lastIndex = at;
  if (!expression.test(text)) throw new Untidy();
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function plain(text: string, start: number): ScalarNode {
  return { kind: "scalar", start, weight: 1, type: plainScalarType(text), text };
}

function string(text: string, start: number): ScalarNode {
  return { kind: "scalar", start, weight: 1, type: "String", text };
}
