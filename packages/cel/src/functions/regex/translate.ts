import { type CodePointSet, complement, singleCodePoint } from "./code-point-set.ts";
import type { Assertion, PatternNode, Repeat } from "./pattern-node.ts";

/**
 * Writes the source of a `RegExp` with the flag `u` that finds a match in the same texts.
 *
 * Shape: `(?m)^\d+$` → `(?<=^|\n)[0-9]+(?=\n|$)`. Characters are always spelled out, because the shorthands of
 * JavaScript mean more (`\s`, `.`, the flags `i` and `m`).
 */
export function regExpSource(node: PatternNode): string {
  switch (node.kind) {
    case "set":
      return setSource(node.set);
    case "assertion":
      return assertions[node.assertion];
    case "sequence":
      return node.parts.map((part) => (part.kind === "choice" ? grouped(part) : regExpSource(part))).join("");
    case "choice":
      return node.options.map(regExpSource).join("|");
    case "repeat":
      return (node.of.kind === "set" ? setSource(node.of.set) : grouped(node.of)) + quantifier(node);
  }
}

function grouped(node: PatternNode): string {
  return `(?:${regExpSource(node)})`;
}

// COMPAT(V8): a search also tries the middle of a surrogate pair, where `(?<![^\n])` and `\B` would hold.
const assertions: Readonly<Record<Assertion, string>> = {
  "text-start": "^",
  "text-end": "$",
  "line-start": "(?<=^|\\n)",
  "line-end": "(?=\\n|$)",
  "word-boundary": "\\b",
};

function quantifier({ min, max }: Repeat): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === max) return min === 1 ? "" : `{${min}}`;
  return min === 0 && max === 1 ? "?" : `{${min},${max}}`;
}

// PERF: `[^/]` is three times as fast as the ranges it stands for.
function setSource(set: CodePointSet): string {
  const single = singleCodePoint(set);
  if (single !== undefined) return codePointSource(single);
  const others = complement(set);
  return others.length < set.length ? `[^${rangesSource(others)}]` : `[${rangesSource(set)}]`;
}

function rangesSource(ranges: CodePointSet): string {
  return ranges
    .map(({ low, high }) =>
      low === high ? codePointSource(low) : `${codePointSource(low)}-${codePointSource(high)}`,
    )
    .join("");
}

function codePointSource(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  return /[0-9A-Za-z_]/.test(character) ? character : `\\u{${codePoint.toString(16)}}`;
}
