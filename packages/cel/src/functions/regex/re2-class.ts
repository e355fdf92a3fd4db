import { type CodePointSet, complement, ignoreCase, lastCodePoint, union } from "./code-point-set.ts";
import { escapedSets, posixSets } from "./named-sets.ts";
import { type PatternReader, take, takeMatch } from "./pattern-reader.ts";

/** Reads `[…]`, or one of `\d \D \s \S \w \W`. Shape: `undefined` for what only the RE2 machine knows exactly. */
export function readClass(reader: PatternReader): CodePointSet | undefined {
  if (!take(reader, "[")) return readEscapedSet(reader);
  const isNegated = take(reader, "^");
  const sets: CodePointSet[] = [];
  for (let isFirst = true; isFirst || !take(reader, "]"); isFirst = false) {
    if (isUnknownName(reader)) return undefined;
    const set = readPosixSet(reader) ?? readEscapedSet(reader) ?? readRange(reader);
    if (set === undefined) return undefined;
    sets.push(set);
  }
  return isNegated ? complement(union(sets)) : union(sets);
}

/** `[:` opens a name when `:]` comes anywhere behind it, and for the machine also in `[:]`. */
function isUnknownName({ text, at }: PatternReader): boolean {
  const end = text.startsWith("[:", at) ? text.indexOf(":]", at + 1) : -1;
  return end >= 0 && !posixSets.has(text.slice(at + 2, end).replace(/^\^/, ""));
}

function readPosixSet(reader: PatternReader): CodePointSet | undefined {
  const [, negated, name = ""] = takeMatch(reader, /^\[:(\^?)([a-z]+):\]/) ?? [];
  return namedSet(reader, posixSets.get(name), negated === "^");
}

function readEscapedSet(reader: PatternReader): CodePointSet | undefined {
  const [, letter = ""] = takeMatch(reader, /^\\([dDsSwW])/) ?? [];
  const name = letter.toLowerCase();
  return namedSet(reader, escapedSets.get(name), letter !== name);
}

/** Ignoring case comes before negation: `(?i)\W` excludes the kelvin sign, which is a `k`. */
function namedSet(
  { flags }: PatternReader,
  named: CodePointSet | undefined,
  isNegated: boolean,
): CodePointSet | undefined {
  const set = flags.ignoreCase && named !== undefined ? ignoreCase(named) : named;
  return isNegated && set !== undefined ? complement(set) : set;
}

function readRange(reader: PatternReader): CodePointSet | undefined {
  const low = readClassCharacter(reader);
  const isRange = reader.text.charAt(reader.at) === "-" && reader.text.charAt(reader.at + 1) !== "]";
  if (isRange) reader.at += 1;
  const high = isRange ? readClassCharacter(reader) : low;
  if (low === undefined || high === undefined || low > high) return undefined;
  const set = [{ low, high }];
  return reader.flags.ignoreCase ? ignoreCase(set) : set;
}

function readClassCharacter(reader: PatternReader): number | undefined {
  if (reader.text.charAt(reader.at) === "\\") return readEscapedCodePoint(reader);
  return takeMatch(reader, /^./su)?.[0].codePointAt(0);
}

const controls: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

/** Reads `\n`, `\x41`, `\x{1F600}`, `\101`, `\.` and the like. */
export function readEscapedCodePoint(reader: PatternReader): number | undefined {
  const hexadecimal = takeMatch(reader, /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/);
  if (hexadecimal !== undefined)
    return withinUnicode(Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? "", 16));
  const octal = takeMatch(reader, /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/);
  if (octal !== undefined) return Number.parseInt(octal[1] ?? "", 8);
  const control = takeMatch(reader, /^\\([afnrtv])/);
  if (control !== undefined) return controls.get(control[1] ?? "");
  return takeMatch(reader, /^\\([ -/:-@[-`{-~])/)?.[1]?.codePointAt(0);
}

function withinUnicode(codePoint: number): number | undefined {
  return codePoint <= lastCodePoint ? codePoint : undefined;
}
