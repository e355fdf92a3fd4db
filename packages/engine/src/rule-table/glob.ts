/**
 * Compiles a glob whose separator is `:` into a test of a whole text.
 *
 * `*` is a run without `:`, `**` a run of anything, `?` one character but `:`, `[a-z]` and `[!a]` a class, `{x,y}`
 * alternatives (patterns themselves), `\c` the character itself. The pattern `*` alone matches everything.
 *
 * Shape: `"a:*:d"` → a function that is true for `"a:x:d"`. Nothing matches a malformed pattern.
 * SECURITY: simulated state by state, so the time is at most pattern length × text length, whatever the pattern is.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (pattern === "*" || pattern === "**") return () => true;
  const start = parseGlob(pattern);
  return start ? (text) => matches(start, text) : () => false;
}

const separator = ":";

/** A node of the automaton; `undefined` as a successor is the accepting state. */
type State =
  | { readonly kind: "one"; readonly accepts: Accepts; readonly next: State | undefined }
  | { readonly kind: "run"; readonly accepts: Accepts; readonly next: State | undefined }
  | { readonly kind: "fork"; readonly branches: readonly (State | undefined)[] };

type Accepts = (character: string) => boolean;

type Part =
  | { readonly kind: "one" | "run"; readonly accepts: Accepts }
  | { readonly kind: "alternatives"; readonly of: readonly (readonly Part[])[] };

function parseGlob(pattern: string): State | undefined {
  const reader = { characters: [...pattern], at: 0 };
  const parts = parseSequence(reader, 0);
  // An empty pattern would be the accepting state itself; policies cannot hold one.
  return parts && parts.length > 0 ? chain(parts, undefined) : undefined;
}

interface Reader {
  readonly characters: readonly string[];
  at: number;
}

/** Deeper nesting is malformed, so that hostile patterns cannot exhaust the stack. */
const maxNesting = 50;

function parseSequence(reader: Reader, depth: number): Part[] | undefined {
  const parts: Part[] = [];
  for (;;) {
    const character = reader.characters[reader.at];
    if (character === undefined) return depth === 0 ? parts : undefined;
    if (depth > 0 && (character === "," || character === "}")) return parts;
    reader.at += 1;
    const part = parsePart(character, reader, depth);
    if (!part) return undefined;
    parts.push(part);
  }
}

function parsePart(character: string, reader: Reader, depth: number): Part | undefined {
  switch (character) {
    case "*":
      return parseRun(reader);
    case "?":
      return { kind: "one", accepts: isNotSeparator };
    case "[":
      return parseClass(reader);
    case "{":
      return parseAlternatives(reader, depth + 1);
    case "\\":
      return parseEscape(reader);
    default:
      return literal(character);
  }
}

function parseRun(reader: Reader): Part {
  const first = reader.at;
  while (reader.characters[reader.at] === "*") reader.at += 1;
  return { kind: "run", accepts: reader.at === first ? isNotSeparator : () => true };
}

function parseEscape(reader: Reader): Part | undefined {
  const character = reader.characters[reader.at];
  reader.at += 1;
  return character === undefined ? undefined : literal(character);
}

function parseAlternatives(reader: Reader, depth: number): Part | undefined {
  if (depth > maxNesting) return undefined;
  const of: Part[][] = [];
  for (;;) {
    const parts = parseSequence(reader, depth);
    if (!parts) return undefined;
    of.push(parts);
    const end = reader.characters[reader.at];
    reader.at += 1;
    if (end === "}") return { kind: "alternatives", of };
  }
}

function parseClass(reader: Reader): Part | undefined {
  const isNegated = reader.characters[reader.at] === "!";
  if (isNegated) reader.at += 1;
  const ranges: [low: string, high: string][] = [];
  for (;;) {
    const low = classCharacter(reader);
    if (low === undefined) return undefined;
    if (low === closing) break;
    const isRange = reader.characters[reader.at] === "-" && reader.characters[reader.at + 1] !== "]";
    if (isRange) reader.at += 1;
    const high = isRange ? classCharacter(reader) : low;
    if (high === undefined || high === closing || low > high) return undefined;
    ranges.push([low, high]);
  }
  if (ranges.length === 0) return undefined;
  const isListed: Accepts = (character) =>
    ranges.some(([low, high]) => low <= character && character <= high);
  return { kind: "one", accepts: isNegated ? (character) => !isListed(character) : isListed };
}

/** What `]` reads as inside a class, so that it differs from an escaped one. */
const closing = "";

function classCharacter(reader: Reader): string | undefined {
  const character = reader.characters[reader.at];
  reader.at += 1;
  if (character === "]") return closing;
  if (character !== "\\") return character;
  const escaped = reader.characters[reader.at];
  reader.at += 1;
  return escaped;
}

function literal(expected: string): Part {
  return { kind: "one", accepts: (character) => character === expected };
}

function isNotSeparator(character: string): boolean {
  return character !== separator;
}

function chain(parts: readonly Part[], end: State | undefined): State | undefined {
  return parts.reduceRight<State | undefined>((next, part) => {
    if (part.kind !== "alternatives") return { kind: part.kind, accepts: part.accepts, next };
    return { kind: "fork", branches: part.of.map((branch) => chain(branch, next)) };
  }, end);
}

function matches(start: State, text: string): boolean {
  let states = reachable([start]);
  for (const character of text) {
    const next: (State | undefined)[] = [];
    for (const state of states) {
      if (state === undefined || state.kind === "fork" || !state.accepts(character)) continue;
      next.push(state.kind === "run" ? state : state.next);
    }
    if (next.length === 0) return false;
    states = reachable(next);
  }
  return states.has(undefined);
}

/** Adds what can be entered without reading a character. A set, so that each state is looked at once. */
function reachable(states: readonly (State | undefined)[]): Set<State | undefined> {
  const found = new Set(states);
  // A set that grows while it is iterated also yields what was added.
  for (const state of found) {
    if (state?.kind === "run") found.add(state.next);
    if (state?.kind === "fork") for (const branch of state.branches) found.add(branch);
  }
  return found;
}
