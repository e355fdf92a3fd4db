import { isCelError } from "@orthrus/cel";
import type { Condition } from "@orthrus/policy";
import type { Run } from "../check/run.ts";
import { decisiveParts, oneLine } from "./explain-expression.ts";
import type { ConditionOutcome, ConditionTrace, ExpressionPart, ExpressionTrace } from "./explanation.ts";
import type { PartEvaluator } from "./part-evaluator.ts";

/** Follows a condition as a check does, and says of each part what it came to. */
export function explainCondition(condition: Condition, evaluator: PartEvaluator<Run>): ConditionTrace {
  if (condition.kind === "expression") return explainExpression(condition.program, evaluator);
  const { kind } = condition;
  // A group is decided by the first part with this outcome.
  const deciding = kind === "all" ? "fails" : "holds";
  const of: ConditionTrace[] = [];
  let decided: ConditionOutcome | undefined;
  for (const part of condition.of) {
    if (decided !== undefined) {
      of.push(notReached(part));
      continue;
    }
    const trace = explainCondition(part, evaluator);
    of.push(trace);
    const counted = countedOutcome(trace.outcome, evaluator);
    if (counted === deciding || counted === "error") decided = counted;
  }
  return { kind, outcome: groupOutcome(kind, decided), of };
}

function groupOutcome(kind: "all" | "any" | "none", decided: ConditionOutcome | undefined): ConditionOutcome {
  if (decided === "error") return "error";
  return (kind === "any") === (decided !== undefined) ? "holds" : "fails";
}

/** Unless evaluation is strict, what cannot be evaluated does not hold, and nothing else. */
function countedOutcome(outcome: ConditionOutcome, { seen }: PartEvaluator<Run>): ConditionOutcome {
  return outcome === "error" && !seen.isStrict ? "fails" : outcome;
}

type Expression = Extract<Condition, { readonly kind: "expression" }>;

function explainExpression(program: Expression["program"], evaluator: PartEvaluator<Run>): ExpressionTrace {
  const value = program.evaluate(evaluator.seen);
  const outcome = isCelError(value) ? "error" : value === true ? "holds" : "fails";
  const parts = decisiveParts(program, outcome !== "holds", evaluator);
  const expression = oneLine(program.text);
  const error = isCelError(value)
    ? (parts.find((part) => part.error !== undefined)?.error ?? "cannot be evaluated")
    : undefined;
  return { kind: "expression", expression, outcome, error, parts };
}

function notReached(condition: Condition): ConditionTrace {
  if (condition.kind !== "expression") {
    return { kind: condition.kind, outcome: "not-reached", of: condition.of.map(notReached) };
  }
  const expression = oneLine(condition.program.text);
  return { kind: "expression", expression, outcome: "not-reached", error: undefined, parts: [] };
}

/** The parts that made a condition hold, or not, and whether all of them could not be evaluated. */
export interface Decisive {
  readonly parts: readonly ExpressionPart[];
  readonly isError: boolean;
}

/** Picks the parts that an outcome depends on. */
export function decisiveOf(trace: ConditionTrace): Decisive {
  const expressions = decisiveExpressions(trace);
  return {
    parts: expressions.flatMap(({ parts }) => parts),
    isError: expressions.length > 0 && expressions.every(({ outcome }) => outcome === "error"),
  };
}

function decisiveExpressions(trace: ConditionTrace): readonly ExpressionTrace[] {
  if (trace.outcome === "not-reached") return [];
  if (trace.kind === "expression") return [trace];
  const isDecidedByOne = trace.outcome === "error" || (trace.kind === "any") === (trace.outcome === "holds");
  if (!isDecidedByOne) return trace.of.flatMap(decisiveExpressions);
  const last = trace.of.findLast(({ outcome }) => outcome !== "not-reached");
  return last === undefined ? [] : decisiveExpressions(last);
}
