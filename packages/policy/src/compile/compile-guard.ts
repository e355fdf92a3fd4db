import type { ResolvedDefinitions } from "../condition/compile-expression.ts";
import type { Condition, RuleOutput } from "../model/compiled-policy.ts";
import type { SourceCondition, SourceMatch, SourceOutput } from "../model/policy.ts";
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
  if (condition?.kind === "match") checkMatch(condition.match, usage);
  if (output === undefined) return;
  const expressions = [output.expression, output.ruleActivated, output.conditionNotMet];
  const given = expressions.flatMap((expression) => (expression?.value ? [expression] : []));
  for (const expression of given) usage.useExpression(expression);
  if (given.length === 0) report(emptyOutput({ source, span: output.span }));
}

function checkMatch(match: SourceMatch, usage: VariableUsage): void {
  if (match.kind === "expression") usage.useExpression({ value: match.text, span: match.span });
  else for (const part of match.of) checkMatch(part, usage);
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
