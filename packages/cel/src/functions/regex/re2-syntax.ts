import { anyCodePoint, type CodePointSet, ignoreCase, singleCodePoint } from "./code-point-set.ts";
import { escapedSets, notLineFeed } from "./named-sets.ts";
import type { Assertion, PatternNode } from "./pattern-node.ts";
import { type PatternReader, take, takeMatch } from "./pattern-reader.ts";
import { readClass, readEscapedCodePoint } from "./re2-class.ts";

/** A pattern that RE2 accepts. */
export interface ParsedPattern {
  readonly node: PatternNode;
  /** Groups that capture what they match. */
  readonly groupCount: number;
}

/**
 * Reads a pattern.
 *
 * Shape: `undefined` for what RE2 refuses, which is for the machine to explain, and for what only the machine knows
 * exactly: Unicode classes, ignored case beyond ASCII, halves of surrogate pairs, `\B`, and patterns so large that RE2
 * might refuse them.
 * Source: RE2, "Syntax"; Go, `regexp/syntax`.
 */
export function parsePattern(pattern: string): ParsedPattern | undefined {
  if (pattern.length > maxLength) return undefined;
  const reader: PatternReader = {
    text: pattern,
    at: 0,
    flags: { ignoreCase: false, multiLine: false, dotAll: false },
    groupCount: 0,
    groupNames: new Set(),
    depth: 0,
  };
  const node = readChoice(reader);
  return node && reader.at === pattern.length ? { node, groupCount: reader.groupCount } : undefined;
}

const maxLength = 2000;
const maxDepth = 200;

// Not understanding a part leaves everything behind it unread, which the outermost caller notices.
function readChoice(reader: PatternReader): PatternNode | undefined {
  const options: PatternNode[] = [];
  do {
    const option = readSequence(reader);
    if (option === undefined) return undefined;
    options.push(option);
  } while (take(reader, "|"));
  const [only] = options;
  return options.length === 1 ? only : { kind: "choice", options };
}

function readSequence(reader: PatternReader): PatternNode | undefined {
  const parts: PatternNode[] = [];
  let isRepeated = false;
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text.charAt(reader.at))) {
    const bounds = readBounds(reader);
    // What repeats a repetition is refused.
    if (bounds !== undefined && isRepeated) return undefined;
    const read = bounds === undefined ? readPart(reader) : repeated(parts.pop(), bounds);
    if (read === undefined) return undefined;
    parts.push(...read);
    isRepeated = bounds !== undefined || (isRepeated && read.length === 0);
  }
  const [only] = parts;
  return parts.length === 1 ? only : { kind: "sequence", parts };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A repetition takes the part before it, even when flags or an empty quote stand between them. */
function repeated(of: PatternNode | undefined, { min, max }: Bounds): readonly PatternNode[] | undefined {
  if (of === undefined || min > max) return undefined;
  const node: PatternNode = { kind: "repeat", of, min, max };
  return longestCount(node) > maxCount ? undefined : [node];
}

const maxCount = 1000;

/** How often repetitions within each other repeat the innermost part, where they count. */
function longestCount(node: PatternNode): number {
  switch (node.kind) {
    case "set":
    case "assertion":
      return 1;
    case "sequence":
      return Math.max(1, ...node.parts.map(longestCount));
    case "choice":
      return Math.max(1, ...node.options.map(longestCount));
    case "repeat":
      return Math.max(1, Number.isFinite(node.max) ? node.max : node.min) * longestCount(node.of);
  }
}

const simpleBounds: ReadonlyMap<string, Bounds> = new Map([
  ["*", { min: 0, max: Number.POSITIVE_INFINITY }],
  ["+", { min: 1, max: Number.POSITIVE_INFINITY }],
  ["?", { min: 0, max: 1 }],
]);

function readBounds(reader: PatternReader): Bounds | undefined {
  const simple = takeMatch(reader, /^([*+?])\??/);
  if (simple !== undefined) return simpleBounds.get(simple[1] ?? "");
  // A number with a leading zero makes the brace a literal.
  const counted = takeMatch(reader, /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}\??/);
  if (counted === undefined) return undefined;
  const [, min, comma, max] = counted;
  if (comma === undefined) return { min: Number(min), max: Number(min) };
  return { min: Number(min), max: max === undefined ? Number.POSITIVE_INFINITY : Number(max) };
}

type Parts = readonly PatternNode[] | undefined;

function readPart(reader: PatternReader): Parts {
  const { flags } = reader;
  switch (reader.text.charAt(reader.at)) {
    case "(":
      return readGroup(reader);
    case "[":
      return oneOf(readClass(reader));
    case "\\":
      return readEscape(reader);
    case ".":
      reader.at += 1;
      return oneOf(flags.dotAll ? anyCodePoint : notLineFeed);
    case "^":
      reader.at += 1;
      return [assertionNode(flags.multiLine ? "line-start" : "text-start")];
    case "$":
      reader.at += 1;
      return [assertionNode(flags.multiLine ? "line-end" : "text-end")];
    default:
      return literal(takeMatch(reader, /^./su)?.[0].codePointAt(0), reader);
  }
}

function readGroup(reader: PatternReader): Parts {
  const outer = reader.flags;
  const capturing = takeMatch(reader, /^\((?!\?)|^\(\?P?<(\w+)>/);
  if (capturing !== undefined) {
    if (!isNewName(reader, capturing[1])) return undefined;
    reader.groupCount += 1;
  } else {
    const [, on = "", off = "", end] = takeMatch(reader, /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/) ?? [];
    if (end === undefined) return undefined;
    reader.flags = {
      ignoreCase: (outer.ignoreCase || on.includes("i")) && !off.includes("i"),
      multiLine: (outer.multiLine || on.includes("m")) && !off.includes("m"),
      dotAll: (outer.dotAll || on.includes("s")) && !off.includes("s"),
    };
    if (end === ")") return [];
  }
  reader.depth += 1;
  const group = reader.depth > maxDepth ? undefined : readChoice(reader);
  reader.depth -= 1;
  reader.flags = outer;
  return group && take(reader, ")") ? [group] : undefined;
}

function isNewName({ groupNames }: PatternReader, name: string | undefined): boolean {
  if (name === undefined) return true;
  const isNew = !groupNames.has(name);
  groupNames.add(name);
  return isNew;
}

const escapedAssertions: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-start"],
  ["z", "text-end"],
  ["b", "word-boundary"],
]);

function readEscape(reader: PatternReader): Parts {
  const letter = reader.text.charAt(reader.at + 1);
  const assertion = escapedAssertions.get(letter);
  if (assertion !== undefined) {
    reader.at += 2;
    return [assertionNode(assertion)];
  }
  if (letter === "Q") return readQuote(reader);
  if (escapedSets.has(letter.toLowerCase())) return oneOf(readClass(reader));
  return literal(readEscapedCodePoint(reader), reader);
}

function readQuote(reader: PatternReader): Parts {
  const [, quoted = ""] = takeMatch(reader, /^\\Q(.*?)(?:\\E|$)/s) ?? [];
  const literals = Array.from(quoted, (character) => literal(character.codePointAt(0), reader));
  return literals.every((parts) => parts !== undefined) ? literals.flat() : undefined;
}

function literal(codePoint: number | undefined, { flags }: PatternReader): Parts {
  if (codePoint === undefined) return undefined;
  const set = [{ low: codePoint, high: codePoint }];
  return oneOf(flags.ignoreCase ? ignoreCase(set) : set);
}

function oneOf(set: CodePointSet | undefined): Parts {
  return set === undefined || isHalfOfPair(singleCodePoint(set)) ? undefined : [{ kind: "set", set }];
}

function isHalfOfPair(codePoint: number | undefined): boolean {
  return codePoint !== undefined && codePoint >= 0xd800 && codePoint <= 0xdfff;
}

function assertionNode(assertion: Assertion): PatternNode {
  return { kind: "assertion", assertion };
}
