import { nothing, type PatternNode, type Repeat } from "./pattern-node.ts";

/**
 * Drops what a search need not look for: a match may start late and end early, so repetitions at both ends shrink to
 * their least count.
 *
 * Shape: `.*foo.+` → `foo.`; `^foo.*` → `^foo`; `^foo.*$` stays.
 */
export function trimEnds(node: PatternNode): PatternNode {
  return trim(trim(node, "start"), "end");
}

type End = "start" | "end";

function trim(node: PatternNode, end: End): PatternNode {
  switch (node.kind) {
    case "set":
    case "assertion":
      return node;
    case "choice":
      return { kind: "choice", options: node.options.map((option) => trim(option, end)) };
    case "sequence":
      return trimSequence(node.parts, end);
    case "repeat":
      return trimRepeat(node, end);
  }
}

function trimSequence(parts: readonly PatternNode[], end: End): PatternNode {
  const outermost = parts.at(end === "start" ? 0 : -1);
  if (outermost === undefined) return nothing;
  const rest = end === "start" ? parts.slice(1) : parts.slice(0, -1);
  const trimmed = trim(outermost, end);
  if (isNothing(trimmed)) return trimSequence(rest, end);
  return { kind: "sequence", parts: end === "start" ? [trimmed, ...rest] : [...rest, trimmed] };
}

function trimRepeat({ of, min }: Repeat, end: End): PatternNode {
  if (min === 0) return nothing;
  return min === 1 ? trim(of, end) : { kind: "repeat", of, min, max: min };
}

function isNothing(node: PatternNode): boolean {
  return node.kind === "sequence" && node.parts.length === 0;
}
