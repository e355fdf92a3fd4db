import { CelError } from "../values/cel-error.ts";
import { joinTexts, longestText, textTooLong } from "../values/growth.ts";
import { OptionalValue, optionalNone } from "../values/optional-value.ts";
import type { Value } from "../values/value.ts";
import type { FunctionRow, Library } from "./library.ts";
import { isPattern, type Match, type Matcher } from "./regex/matcher.ts";
import type { PatternCache } from "./regex/pattern-cache.ts";

const pattern: Pick<FunctionRow, "needs" | "since" | "literal"> = {
  needs: "patterns",
  since: "0.55",
  literal: { argument: 1, isValid: isPattern },
};

/** Patterns beyond `matches`, in RE2 syntax. */
// biome-ignore format: one row per overload
export const regexLibrary: Library = { name: "regex", rows: [
  { name: "regex.replace",    signature: "(string, string, string) string",      ...pattern, call: replace },
  { name: "regex.replace",    signature: "(string, string, string, int) string", ...pattern, call: replace },
  { name: "regex.extract",    signature: "(string, string) optional(string)",    ...pattern, call: extract },
  { name: "regex.extractAll", signature: "(string, string) list(string)",        ...pattern, call: extractAll },
] };

function replace(
  patterns: PatternCache,
  text: string,
  source: string,
  replacement: string,
  limit = -1n,
): string | CelError {
  const matcher = patterns.get(source);
  if (matcher instanceof CelError) return matcher;
  const template = readReplacement(replacement, matcher.groupCount);
  if (template instanceof CelError) return template;
  let replaced = "";
  let from = 0;
  let left = limit < 0n ? Infinity : Number(limit);
  for (const match of matcher.matches(text)) {
    if (left-- <= 0) break;
    const filled = fillIn(template, match);
    if (filled instanceof CelError) return filled;
    replaced += text.slice(from, match.start) + filled;
    if (replaced.length > longestText) return textTooLong;
    from = match.end;
  }
  return replaced + text.slice(from);
}

/** Texts and numbers of groups. Shape: `r"\1-\\"` → `[1, "-\\"]`. */
type Replacement = readonly (string | number)[];

function readReplacement(text: string, groupCount: number): Replacement | CelError {
  const parts: (string | number)[] = [];
  for (const piece of text.match(/\\.?|[^\\]+/gsu) ?? []) {
    const escaped = piece.startsWith("\\") ? piece.slice(1) : undefined;
    if (escaped === undefined) parts.push(piece);
    else if (escaped === "\\") parts.push("\\");
    else if (!/^[0-9]$/.test(escaped)) return invalidReplacement("\\ must be followed by a digit or \\");
    else if (Number(escaped) > groupCount) {
      return invalidReplacement(`it refers to group ${escaped} but the pattern has ${groupCount} group(s)`);
    } else parts.push(Number(escaped));
  }
  return parts;
}

function invalidReplacement(reason: string): CelError {
  return new CelError(`invalid replacement string: ${reason}`);
}

function fillIn(template: Replacement, { groups }: Match): string | CelError {
  return joinTexts(
    template.map((part) => (typeof part === "number" ? (groups[part] ?? "") : part)),
    "",
  );
}

function extract(patterns: PatternCache, text: string, source: string): OptionalValue | CelError {
  const matcher = singleGroup(patterns, source);
  if (matcher instanceof CelError) return matcher;
  for (const match of matcher.matches(text)) {
    const extracted = extractedText(match);
    return extracted === undefined ? optionalNone : new OptionalValue(extracted);
  }
  return optionalNone;
}

function extractAll(patterns: PatternCache, text: string, source: string): readonly Value[] | CelError {
  const matcher = singleGroup(patterns, source);
  if (matcher instanceof CelError) return matcher;
  return Array.from(matcher.matches(text), extractedText).filter((extracted) => extracted !== undefined);
}

function singleGroup(patterns: PatternCache, source: string): Matcher | CelError {
  const matcher = patterns.get(source);
  if (matcher instanceof CelError || matcher.groupCount <= 1) return matcher;
  return new CelError(`regular expression has more than one capturing group: ${JSON.stringify(source)}`);
}

function extractedText({ groups }: Match): string | undefined {
  return groups.length > 1 ? groups[1] : groups[0];
}
