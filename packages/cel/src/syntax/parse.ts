import { type Diagnostic, firstProblems, type Report } from "../source/diagnostic.ts";
import { codePointLength } from "../source/source-text.ts";
import type { Expression } from "./ast.ts";
import { isDeeperThan } from "./expression-depth.ts";
import { Parser } from "./parser.ts";
import { chainTooLong, textTooLong } from "./problems.ts";
import { TokenReader } from "./token-reader.ts";
import { tokenize } from "./tokenize.ts";

/** Bounds on what is parsed. */
export interface ParseLimits {
  /** Expressions inside each other. */
  readonly depth: number;
  readonly codePoints: number;
}

const defaultLimits: ParseLimits = { depth: 250, codePoints: 100_000 };

/**
 * Turns text into a tree. The tree is only given when nothing was reported. Problems come in source order.
 *
 * Reports: `cel/syntax`, `cel/limit-exceeded`, `cel/invalid-literal`, `cel/invalid-macro-argument`,
 * `cel/reserved-name`, `cel/unsupported-syntax`.
 */
export function parseExpression(
  text: string,
  report: Report,
  limits: ParseLimits = defaultLimits,
): Expression | undefined {
  const size = text.length > limits.codePoints ? codePointLength(text) : text.length;
  if (size > limits.codePoints) {
    report(textTooLong(size, limits.codePoints));
    return undefined;
  }
  const problems: Diagnostic[] = [];
  const collect: Report = (diagnostic) => {
    problems.push(diagnostic);
  };
  const tokens = new TokenReader(text, tokenize(text, collect), collect);
  const expression = new Parser(tokens, collect, limits.depth).parse();
  if (expression !== undefined && problems.length === 0 && isDeeperThan(expression, limits.depth)) {
    collect(chainTooLong(expression.offset));
  }
  for (const problem of firstProblems(expression === undefined ? problems.filter(isAboutSyntax) : problems)) {
    report(problem);
  }
  return problems.length === 0 ? expression : undefined;
}

// COMPAT(cerbos): where parsing was given up, names and literals were not looked at.
function isAboutSyntax({ code }: Diagnostic): boolean {
  return code === "cel/syntax" || code === "cel/limit-exceeded";
}
