import type { ResolvedDefinitions } from "../condition/compile-expression.ts";
import type { Condition, RuleOutput } from "../model/compiled-policy.ts";
import type { SourceCondition, SourceMatch, SourceOutput } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import type { CompileContext } from "./collect-definitions.ts";
import { emptyOutput, unsupportedScript } from "./compile-problems.ts";
import type { VariableUsage } from "./variable-usage.ts";

/** What rules and derived roles may have: when they apply and what they emit. */
export interface Guarded {
  readonly condition: SourceCondition | undefined;
  readonly output?: SourceOutput | undefined;
}

/** Reports: `policy/unsupported-script`, `policy/empty-output`, and everything about their expressions. */
export function checkGuard(
  { condition, output }: Guarded,
  source: SourceText,
  usage: VariableUsage,
  { report }: CompileContext,
): void {
  if (condition?.kind === "script") report(unsupportedScript({ source, span: condition.span }));
  if (condition?.kind === "match") {
    for (const expression of matchExpressions(condition.match)) usage.useExpression(expression);
  }
  const given = outputExpressions(output);
  for (const expression of given) usage.useExpression(expression);
  if (output !== undefined && given.length === 0) report(emptyOutput({ source, span: output.span }));
}

/** Every expression of a condition, in source order. */
export function matchExpressions(match: SourceMatch): readonly Located<string>[] {
  if (match.kind === "expression") return [{ value: match.text, span: match.span }];
  return match.of.flatMap(matchExpressions);
}

/** Every expression of an output, in source order. */
export function outputExpressions(output: SourceOutput | undefined): readonly Located<string>[] {
  const expressions = [output?.expression, output?.ruleActivated, output?.conditionNotMet];
  return expressions.flatMap((expression) => (expression?.value ? [expression] : []));
}

/** The texts of all its expressions. */
export function expressionTextsOf({ condition, output }: Guarded): readonly string[] {
  const match = condition?.kind === "match" ? matchExpressions(condition.match) : [];
  return [...match, ...outputExpressions(output)].map(({ value }) => value);
}

/** Makes the programs of something that has been checked. */
export function compileGuard(
  { condition, output }: Guarded,
  definitions: ResolvedDefinitions,
  { expressions }: CompileContext,
): { readonly condition: Condition | undefined; readonly output: RuleOutput | undefined } {
  const compile = (text: string) => expressions.compile(text, definitions);
  const match = condition?.kind === "match" ? condition.match : undefined;
  const ruleActivated = output?.ruleActivated?.value || output?.expression?.value;
  const conditionNotMet = output?.conditionNotMet?.value;
  return {
    condition: match && compileMatch(match, compile),
    output: output && {
      ruleActivated: ruleActivated ? compile(ruleActivated) : undefined,
      conditionNotMet: conditionNotMet ? compile(conditionNotMet) : undefined,
    },
  };
}

type CompileText = (text: string) => ReturnType<CompileContext["expressions"]["compile"]>;

function compileMatch(match: SourceMatch, compile: CompileText): Condition {
  if (match.kind === "expression") return { kind: "expression", program: compile(match.text) };
  return { kind: match.kind, of: match.of.map((part) => compileMatch(part, compile)) };
}
