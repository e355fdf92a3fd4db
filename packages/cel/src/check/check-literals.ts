import type { Diagnostic, Report } from "../source/diagnostic.ts";
import type { CallExpression, Expression } from "../syntax/ast.ts";
import { childrenOf } from "../syntax/expression-depth.ts";
import { type FormatClause, readFormat } from "../syntax/format-clauses.ts";
import { isDynamic } from "../type-system/assignability.ts";
import { showType } from "../type-system/show-type.ts";
import { dynType, type Type } from "../type-system/type.ts";
import type { CheckedExpression } from "./checked.ts";
import type { Declarations } from "./declarations.ts";
import { invalidFormat, invalidLiteralArgument } from "./problems.ts";

/**
 * Judges what literal arguments say beyond their type: patterns, timestamps, format clauses and the like.
 *
 * Reports: `cel/invalid-literal-argument`, at the argument; `cel/invalid-format`, at the text or the element.
 */
export function checkLiterals(checked: CheckedExpression, declarations: Declarations, report: Report): void {
  const visit = (expression: Expression): void => {
    if (expression.kind === "call") {
      checkArgument(expression, checked, declarations, report);
      if (checked.meanings.get(expression)?.kind === "function" && expression.name === "format") {
        const problem = formatProblem(expression, checked.types);
        if (problem !== undefined) report(problem);
      }
    }
    for (const child of childrenOf(expression)) visit(child);
  };
  visit(checked.expression);
}

function checkArgument(
  call: CallExpression,
  { meanings }: CheckedExpression,
  { literalChecks }: Declarations,
  report: Report,
): void {
  const meaning = meanings.get(call);
  if (meaning?.kind !== "function") return;
  const check = literalChecks?.get(meaning.name);
  if (check === undefined) return;
  const args = meaning.member && call.target !== undefined ? [call.target, ...call.args] : call.args;
  const argument = args[check.argument];
  if (argument?.kind !== "literal" || argument.type !== "string") return;
  if (!check.isValid(argument.value)) report(invalidLiteralArgument(meaning.name, argument.offset));
}

function formatProblem(call: CallExpression, types: ReadonlyMap<Expression, Type>): Diagnostic | undefined {
  const { target } = call;
  const [list] = call.args;
  if (target?.kind !== "literal" || target.type !== "string" || list?.kind !== "list") return undefined;
  const { parts, problem } = readFormat(target.value);
  const clauses = parts.filter((part) => typeof part !== "string");
  for (const [i, clause] of clauses.entries()) {
    const element = list.elements[i]?.value;
    if (element === undefined) return invalidFormat(`index ${i} out of range`, target.offset);
    const mismatch = clauseProblem(clause, types.get(element) ?? dynType);
    if (mismatch !== undefined) return invalidFormat(`error during formatting: ${mismatch}`, element.offset);
  }
  if (problem !== undefined) return invalidFormat(problem, target.offset);
  if (list.elements.length <= clauses.length) return undefined;
  const counts = `expected ${clauses.length}, got ${list.elements.length}`;
  return invalidFormat(`too many arguments supplied to string.format (${counts})`, list.offset);
}

function clauseProblem({ verb }: FormatClause, type: Type): string | undefined {
  const { accepts, says } = clauseRules[verb];
  if (isDynamic(type) || accepts.has(type.kind)) return undefined;
  return `${says}, was given ${showType(type)}`;
}

interface ClauseRule {
  readonly accepts: ReadonlySet<Type["kind"]>;
  readonly says: string;
}

const number: readonly Type["kind"][] = ["int", "uint", "double"];
const textual: readonly Type["kind"][] = ["string", "bytes", "bool", "null", "type", "list", "map"];

const hexRule: ClauseRule = {
  accepts: new Set<Type["kind"]>(["int", "uint", "string", "bytes"]),
  says: "only ints, uints, bytes, and strings can be formatted as hex",
};

const clauseRules: { readonly [verb in FormatClause["verb"]]: ClauseRule } = {
  s: {
    accepts: new Set<Type["kind"]>([...number, ...textual, "timestamp", "duration"]),
    says:
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, " +
      "and timestamps",
  },
  d: { accepts: new Set(number), says: "decimal clause can only be used on ints, uints, and doubles" },
  f: { accepts: new Set(number), says: "fixed-point clause can only be used on ints, uints, and doubles" },
  e: { accepts: new Set(number), says: "scientific clause can only be used on ints, uints, and doubles" },
  b: {
    accepts: new Set<Type["kind"]>(["int", "uint", "bool"]),
    says: "only ints, uints, and bools can be formatted as binary",
  },
  x: hexRule,
  X: hexRule,
  o: {
    accepts: new Set<Type["kind"]>(["int", "uint"]),
    says: "octal clause can only be used on ints and uints",
  },
};
