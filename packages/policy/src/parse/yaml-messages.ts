import type { YAMLParseError } from "yaml";
import { type ReadProblem, stopAt } from "./read-problem.ts";
import type { ScannedTokens } from "./scan-tokens.ts";
import { columnAbove, columnBelow, contentColumn, skipBlank } from "./text-layout.ts";
import { yamlHint } from "./yaml-hint.ts";

/** Turns what the YAML library found into the reference's words and places. */
export function describeYamlErrors(
  text: string,
  scanned: ScannedTokens,
  errors: readonly YAMLParseError[],
): readonly ReadProblem[] {
  const real = errors.filter((error) => !isAcceptedByTheReference(error)).sort((a, b) => a.pos[0] - b.pos[0]);
  const quotes = scanned.quotesFollowedByText;
  const first = real[0];
  if (first === undefined && quotes.length === 0) return [];
  if (first !== undefined && (quotes[0] === undefined || first.pos[0] < quotes[0])) {
    return [describe(text, scanned, first, real[1])];
  }
  return quotes.map((at) => ({
    code: "policy/ambiguous-quotes",
    message: "invalid YAML string: use a literal or folded block for strings containing quotes",
    kind: "parse",
    at: { start: at, caret: at },
    hint: "write `|-` after the colon and put the text on the next line",
  }));
}

/** COMPAT(cerbos): the reference's reader lets a plain scalar start with `%`. */
function isAcceptedByTheReference(error: YAMLParseError): boolean {
  return error.code === "BAD_SCALAR_START" && error.message.includes("character %");
}

function describe(
  text: string,
  scanned: ScannedTokens,
  error: YAMLParseError,
  next: YAMLParseError | undefined,
): ReadProblem {
  const at = error.pos[0];
  const hint = yamlHint(error, text);
  const problem: Problem = (message, start = at) =>
    stopAt("policy/invalid-yaml", message, start, undefined, hint).problem;
  switch (error.code) {
    case "MULTILINE_IMPLICIT_KEY":
      return problem(isBesideOtherKeys(text, at) ? "non-map value is specified" : "unexpected key name");
    case "BLOCK_AS_IMPLICIT_KEY":
      return describeNesting(text, error, problem);
    case "TAB_AS_INDENT":
      return problem("found character '\t' that cannot start any token");
    case "BAD_DQ_ESCAPE":
      return problem(`found unknown escape character '${text.charAt(at + 1)}'`, at + 1);
    case "BAD_SCALAR_START":
      return problem(`'${text.charAt(at)}' is a reserved character`);
    case "BAD_ALIAS":
      return problem("unexpected scalar value type");
    case "BAD_INDENT":
      return describeIndent(text, error, next, problem);
    case "MISSING_CHAR":
      return describeMissing(text, error, scanned, problem);
    case "UNEXPECTED_TOKEN":
      return problem(NOT_ALLOWED, skipBlank(text, at));
    default:
      return problem(lowerFirst(firstLine(error.message)));
  }
}

type Problem = (message: string, start?: number) => ReadProblem;

const NOT_ALLOWED = "value is not allowed in this context";

/** A line without a colon reads as a value among keys, or as a key that nothing was expected to follow. */
function isBesideOtherKeys(text: string, at: number): boolean {
  const column = contentColumn(text, at);
  return columnAbove(text, at) === column && (columnBelow(text, at) ?? 0) <= column;
}

function describeNesting(text: string, { pos, message }: YAMLParseError, problem: Problem): ReadProblem {
  const at = skipBlank(text, pos[0]);
  if (message.includes("implicit map key")) return problem(NOT_ALLOWED, at);
  const startsLine = contentColumn(text, at) === at - (text.lastIndexOf("\n", at - 1) + 1);
  if (!startsLine) return problem("mapping value is not allowed in this context");
  const isDeeper = contentColumn(text, at) > (columnAbove(text, at) ?? 0);
  return problem(isDeeper ? `${NOT_ALLOWED}. map key-value is pre-defined` : NOT_ALLOWED, at);
}

function describeIndent(
  text: string,
  error: YAMLParseError,
  next: YAMLParseError | undefined,
  problem: Problem,
): ReadProblem {
  const at = error.pos[0];
  if (error.message.startsWith("Flow sequence")) return problem("',' or ']' must be specified");
  if (error.message.startsWith("Flow map")) {
    return problem("could not find flow mapping end token '}'", Math.max(0, text.lastIndexOf("{", at)));
  }
  if (next?.code === "MISSING_CHAR") return problem("non-map value is specified", next.pos[0]);
  const start = skipBlank(text, at);
  const isDeeper = contentColumn(text, start) > (columnAbove(text, start) ?? 0);
  return problem(isDeeper ? `${NOT_ALLOWED}. map key-value is pre-defined` : NOT_ALLOWED, start);
}

function describeMissing(
  text: string,
  { message, pos }: YAMLParseError,
  { lastQuote }: ScannedTokens,
  problem: Problem,
): ReadProblem {
  if (message.includes('"quote')) {
    return problem("could not find end character of double-quoted text", lastQuote);
  }
  if (message.includes("'quote")) {
    return problem("could not find end character of single-quoted text", lastQuote);
  }
  if (message.startsWith("Sequence item")) return problem(NOT_ALLOWED, skipBlank(text, pos[0]));
  if (message.includes("flow map")) return problem("',' or '}' must be specified");
  if (message.includes("flow")) return problem("',' or ']' must be specified");
  return problem(message.includes("map") ? "non-map value is specified" : lowerFirst(firstLine(message)));
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.replace(/ at line \d+.*$/, "") ?? message;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
