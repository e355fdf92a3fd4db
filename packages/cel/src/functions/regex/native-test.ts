import { singleCodePoint } from "./code-point-set.ts";
import type { PatternNode } from "./pattern-node.ts";
import { type ParsedPattern, parsePattern } from "./re2-syntax.ts";
import { longestSafeText } from "./search-cost.ts";
import { regExpSource } from "./translate.ts";
import { trimEnds } from "./trim-ends.ts";

/** A way to test texts without the RE2 machine. */
export type NativeTest =
  | { readonly kind: "comparison"; readonly test: (text: string) => boolean }
  | {
      readonly kind: "expression";
      readonly expression: RegExp;
      /** In UTF-16 code units; the expression could take too long for longer texts. */
      readonly maxLength: number;
    };

/**
 * Finds a native way to test texts against a pattern that RE2 accepts.
 *
 * Shape: `undefined` where JavaScript cannot say the same, or could take more than linear time.
 */
export function nativeTest(
  pattern: string,
  parsed: ParsedPattern | undefined = parsePattern(pattern),
): NativeTest | undefined {
  if (parsed === undefined) return undefined;
  const node = trimEnds(parsed.node);
  return comparisonTest(node) ?? expressionTest(node);
}

function comparisonTest(node: PatternNode): NativeTest | undefined {
  const parts = node.kind === "sequence" ? [...node.parts] : [node];
  const isAtStart = takeAssertion(parts, 0, "text-start");
  const isAtEnd = takeAssertion(parts, parts.length - 1, "text-end");
  const characters = parts.map(onlyCharacter);
  if (!characters.every((character) => character !== undefined)) return undefined;
  return { kind: "comparison", test: comparison(characters.join(""), isAtStart, isAtEnd) };
}

function takeAssertion(parts: PatternNode[], index: number, assertion: "text-start" | "text-end"): boolean {
  const part = parts[index];
  const isHere = part?.kind === "assertion" && part.assertion === assertion;
  if (isHere) parts.splice(index, 1);
  return isHere;
}

function onlyCharacter(node: PatternNode): string | undefined {
  const codePoint = node.kind === "set" ? singleCodePoint(node.set) : undefined;
  return codePoint === undefined ? undefined : String.fromCodePoint(codePoint);
}

function comparison(literal: string, isAtStart: boolean, isAtEnd: boolean): (text: string) => boolean {
  if (isAtStart && isAtEnd) return (text) => text === literal;
  if (isAtStart) return (text) => text.startsWith(literal);
  return isAtEnd ? (text) => text.endsWith(literal) : (text) => text.includes(literal);
}

function expressionTest(node: PatternNode): NativeTest | undefined {
  const maxLength = longestSafeText(node);
  if (maxLength === undefined) return undefined;
  return { kind: "expression", expression: new RegExp(regExpSource(node), "u"), maxLength };
}
