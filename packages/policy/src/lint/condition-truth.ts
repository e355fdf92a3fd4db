import { type Expression, Timestamp } from "@orthrus/cel";
import type { SourceCondition, SourceMatch } from "../model/policy.ts";
import { contradictsItself } from "./contradictions.ts";
import type { LintContext } from "./lint-finding.ts";
import { expressionOutcomes, type Outcomes } from "./outcomes.ts";

type Reading = Pick<LintContext, "expressions" | "parse">;

/** Whether a condition holds for every request, or for none; `undefined` when it depends, or nobody can tell. */
export function conditionTruth(
  condition: SourceCondition | undefined,
  reading: Reading,
): boolean | undefined {
  if (condition === undefined) return true;
  if (condition.kind !== "match") return undefined;
  const truth = matchTruth(condition.match, reading);
  return truth === undefined && contradictsItself(condition.match, reading.parse) ? false : truth;
}

function matchTruth(match: SourceMatch, reading: Reading): boolean | undefined {
  if (match.kind === "expression") return expressionTruth(match.text, reading);
  const truths = match.of.map((part) => matchTruth(part, reading));
  if (match.kind === "all") return allHold(truths);
  const negated = truths.map((truth) => (truth === undefined ? undefined : !truth));
  const noneHold = allHold(negated);
  if (match.kind === "none" || noneHold === undefined) return noneHold;
  return !noneHold;
}

function allHold(truths: readonly (boolean | undefined)[]): boolean | undefined {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** Functions whose result differs from one moment to the next. */
const TIME = /\b(?:now|timeSince)\b/;

function expressionTruth(text: string, { expressions, parse }: Reading): boolean | undefined {
  const { messages, reads, type } = expressions.inspect(text);
  if (messages.length > 0) return undefined;
  // What is no boolean does not hold.
  if (type !== undefined && !MAYBE_BOOLEAN.has(type.kind)) return false;
  if (reads.length > 0 || TIME.test(text)) return writtenTruth(parse(text));
  const program = expressions.compile(text, { computed: new Map(), constants: new Map() });
  // What fails, or is no boolean, does not hold.
  return program.evaluate({ now: new Timestamp(0, 0), computed: [] }) === true;
}

/** What literals settle, whatever the rest comes to: `false && R.attr.open`. */
function writtenTruth(expression: Expression | undefined): boolean | undefined {
  if (expression === undefined) return undefined;
  const nothing = () => undefined;
  const outcomes = expressionOutcomes(expression, {
    absent: undefined,
    unknown: ANYTHING,
    variables: nothing,
    parse: nothing,
  });
  if (outcomes.has("holds")) return outcomes.size === 1 ? true : undefined;
  return false;
}

const ANYTHING: Outcomes = new Set(["misses", "fails", "holds"]);

const MAYBE_BOOLEAN: ReadonlySet<string> = new Set(["bool", "dyn", "error", "wrapper", "parameter"]);
