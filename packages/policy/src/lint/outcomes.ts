import { type Expression, printExpression } from "@orthrus/cel";
import type { SourceMatch } from "../model/policy.ts";
import { type AttributePath, isOnTheWay, pathAskedFor, pathRead } from "./attribute-path.ts";
import { isSameExpression, plainValue } from "./same-expression.ts";
import { subExpressions } from "./sub-expressions.ts";

/**
 * What can come of a condition: it misses because something failed (`fails`), or holds only because something failed
 * (`survives`, as `none` makes it).
 */
export type Outcome = "misses" | "fails" | "survives" | "holds";

/** INVARIANT: in this order `&&` and `all` are the least of their operands, `||` and `any` the greatest. */
const ORDER: readonly Outcome[] = ["misses", "fails", "survives", "holds"];

/** What is known of requests. */
export interface Assumption {
  /** What they all lack; what leads there they have. */
  readonly absent: AttributePath | undefined;
  /** What may come of everything that nothing is known of. */
  readonly unknown: Outcomes;
  /** The expressions behind `V.x`. */
  readonly variables: (name: string) => Expression | undefined;
  readonly parse: (text: string) => Expression | undefined;
}

export type Outcomes = ReadonlySet<Outcome>;

/** What can come of a condition; more than can, if in doubt. */
export function matchOutcomes(match: SourceMatch, assumption: Assumption): Outcomes {
  if (match.kind === "expression") {
    const expression = assumption.parse(match.text);
    return expression === undefined ? assumption.unknown : expressionOutcomes(expression, assumption);
  }
  const parts = match.of.map((part) => matchOutcomes(part, assumption));
  if (match.kind === "all") return combined(parts, least);
  const any = combined(parts, greatest);
  return match.kind === "any" ? any : mapped(any, (outcome) => OPPOSITE[outcome]);
}

/** What can come of an expression. */
export function expressionOutcomes(node: Expression, assumption: Assumption): Outcomes {
  return visit(node, { ...assumption, locals: new Map(), known: new Map() });
}

/** Of conditions; what fails in an expression fails negated, too. */
const OPPOSITE: Readonly<Record<Outcome, Outcome>> = {
  misses: "holds",
  fails: "survives",
  survives: "fails",
  holds: "misses",
};

interface Scope extends Assumption {
  readonly locals: ReadonlyMap<string, Outcomes>;
  /** Of variables that were looked at before, which others may name often. */
  readonly known: Map<string, Outcomes>;
}

function visit(node: Expression, scope: Scope): Outcomes {
  const { absent } = scope;
  if (absent !== undefined) {
    const asked = pathAskedFor(node);
    if (asked !== undefined && isOnTheWay(asked, absent)) return presence(node, asked, scope);
    const read = pathRead(node);
    // What leads there is there, so this does not fail on the way.
    if (read !== undefined && isOnTheWay(read, absent)) return isAll(read, absent) ? FAILS : scope.unknown;
  }
  switch (node.kind) {
    case "literal":
      return node.type === "bool" ? (node.value ? HOLDS : MISSES) : scope.unknown;
    case "identifier":
      return scope.locals.get(node.name) ?? scope.unknown;
    case "select":
      return variableNamed(node, scope) ?? strict(node, scope);
    case "has":
      return presenceOfVariable(variableNamed(node, scope)) ?? strict(node, scope);
    case "call":
      return callOutcomes(node, scope);
    case "comprehension":
      return comprehensionOutcomes(node, scope);
    case "bind": {
      const locals = new Map([...scope.locals, [node.name.name, visit(node.value, scope)] as const]);
      return visit(node.body, { ...scope, locals });
    }
    case "list":
    case "map":
    case "message":
    case "optional-map":
      return strict(node, scope);
  }
}

/** An optional that is empty is no answer yet. */
function presence(node: Expression, asked: AttributePath, scope: Scope): Outcomes {
  if (node.kind === "select" || (node.kind === "call" && node.name === "_[?_]")) return ANSWERS;
  return isAll(asked, scope.absent ?? asked) ? MISSES : HOLDS;
}

function isAll(path: AttributePath, absent: AttributePath): boolean {
  return path.names.length === absent.names.length;
}

type Named = Extract<Expression, { readonly kind: "select" | "has" }>;

function variableNamed({ of, name }: Named, scope: Scope): Outcomes | undefined {
  if (of.kind !== "identifier" || (of.name !== "V" && of.name !== "variables")) return undefined;
  const definition = scope.variables(name);
  const outcomes =
    scope.known.get(name) ?? (definition && visit(definition, { ...scope, locals: new Map() }));
  if (outcomes !== undefined) scope.known.set(name, outcomes);
  return outcomes;
}

/** Variables that fail are not there. */
function presenceOfVariable(variable: Outcomes | undefined): Outcomes | undefined {
  return variable && mapped(variable, (outcome) => (outcome === "fails" ? "misses" : "holds"));
}

function callOutcomes(node: Extract<Expression, { kind: "call" }>, scope: Scope): Outcomes {
  const of = (index: number): Outcomes => {
    const operand = node.args[index];
    return operand === undefined ? scope.unknown : visit(operand, scope);
  };
  switch (node.name) {
    case "_&&_":
      return combined(
        node.args.map((_, index) => of(index)),
        least,
      );
    case "_||_":
      return combined(
        node.args.map((_, index) => of(index)),
        greatest,
      );
    case "!_":
      return mapped(of(0), (outcome) => (outcome === "fails" ? "fails" : OPPOSITE[outcome]));
    case "_?_:_": {
      const test = of(0);
      return new Set([
        ...(test.has("fails") ? FAILS : []),
        ...(test.has("holds") ? of(1) : []),
        ...(test.has("misses") ? of(2) : []),
      ]);
    }
    case "_==_":
      return sameOutcomes(node, HOLDS, scope) ?? strict(node, scope);
    case "_!=_":
      return sameOutcomes(node, MISSES, scope) ?? strict(node, scope);
    case "value":
      return isOfAbsent(node.target, scope) ? FAILS : strict(node, scope);
    default:
      return strict(node, scope);
  }
}

/** Two literals, or what every request has compared with itself: nothing is left open. */
function sameOutcomes(
  { args: [left, right] }: Extract<Expression, { kind: "call" }>,
  whenSame: Outcomes,
  { locals }: Scope,
): Outcomes | undefined {
  const [one, other] = [plainValue(left), plainValue(right)];
  if (one !== undefined && other !== undefined) return one === other ? whenSame : opposite(whenSame);
  if (left === undefined || locals.size > 0 || !ALWAYS_THERE.has(printExpression(left))) return undefined;
  return isSameExpression(left, right) ? whenSame : undefined;
}

function opposite(outcomes: Outcomes): Outcomes {
  return mapped(outcomes, (outcome) => OPPOSITE[outcome]);
}

/** What no request can lack. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(
  ["P", "request.principal"]
    .flatMap((side) => [`${side}.id`, `${side}.roles`])
    .concat(["R", "request.resource"].flatMap((side) => [`${side}.id`, `${side}.kind`])),
);

/** Whether it is the optional of what requests lack. */
function isOfAbsent(node: Expression | undefined, { absent }: Scope): boolean {
  const asked = node && pathAskedFor(node);
  return asked !== undefined && absent !== undefined && isOnTheWay(asked, absent) && isAll(asked, absent);
}

function comprehensionOutcomes(
  { macro, range, filter, body }: Extract<Expression, { kind: "comprehension" }>,
  scope: Scope,
): Outcomes {
  const ofRange = visit(range, scope);
  if (isOnlyFailing(ofRange)) return FAILS;
  const ofBody = visit(body, scope);
  const ofFilter = filter === undefined ? ANSWERS : visit(filter, scope);
  const failures = [ofRange, ofBody, ofFilter].some((outcomes) => outcomes.has("fails")) ? FAILS : [];
  // Without elements `all` holds, and `exists` misses.
  if (macro === "all") return new Set([...failures, ...ofBody, ...HOLDS]);
  if (macro === "exists") return new Set([...failures, ...ofBody, ...MISSES]);
  return new Set([...failures, ...scope.unknown]);
}

/** Fails where an operand does. */
function strict(node: Expression, scope: Scope): Outcomes {
  const operands = subExpressions(node).map((operand) => visit(operand, scope));
  if (operands.some(isOnlyFailing)) return FAILS;
  return operands.some((outcomes) => outcomes.has("fails"))
    ? new Set([...scope.unknown, "fails"])
    : scope.unknown;
}

function isOnlyFailing(outcomes: Outcomes): boolean {
  return outcomes.size === 1 && outcomes.has("fails");
}

function combined(sets: readonly Outcomes[], choose: (left: Outcome, right: Outcome) => Outcome): Outcomes {
  return sets.reduce((lefts, rights) => {
    const pairs = Array.from(lefts, (left) => Array.from(rights, (right) => choose(left, right)));
    return new Set(pairs.flat());
  });
}

function mapped(outcomes: Outcomes, change: (outcome: Outcome) => Outcome): Outcomes {
  return new Set([...outcomes].map(change));
}

function least(left: Outcome, right: Outcome): Outcome {
  return ORDER.indexOf(left) < ORDER.indexOf(right) ? left : right;
}

function greatest(left: Outcome, right: Outcome): Outcome {
  return ORDER.indexOf(left) < ORDER.indexOf(right) ? right : left;
}

const MISSES: Outcomes = new Set(["misses"]);
const FAILS: Outcomes = new Set(["fails"]);
const HOLDS: Outcomes = new Set(["holds"]);

/** Of what does not fail. */
export const ANSWERS: Outcomes = new Set(["misses", "holds"]);
