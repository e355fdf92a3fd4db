import { type Operation, printExpression, type Value } from "@orthrus/cel";
import type { PlanNode } from "../plan/plan-node.ts";
import { type Assignment, assignmentFor } from "./assignment.ts";
import { type FactPath, factsRead, overlap } from "./attributes-read.ts";
import type { Need } from "./explanation.ts";
import { expressionOf } from "./expression-of.ts";
import type { PartEvaluator } from "./part-evaluator.ts";
import { readsOf } from "./read-values.ts";

/** Several ways to reach something, each a list of what it needs; `[[]]` is reached already, `[]` never. */
export type Ways = readonly (readonly Lack[])[];

/** Something that is needed, and the value that would do, when that is plain. */
export interface Lack extends Need {
  readonly assignment: Assignment | undefined;
  readonly operation: Operation;
  /** What the operation must come to. */
  readonly isWanted: boolean;
  /** It is so already, and must stay so while other things change. */
  readonly isMet: boolean;
}

/** What there is to go by. */
export interface Known {
  readonly evaluator: PartEvaluator;
  /** What is going to change, so that what holds now because of it is not settled. */
  readonly changing: readonly FactPath[];
}

/**
 * Says what is left to do until a condition is as wanted, given what the request has now. What is right already is left out.
 *
 * Shape: `status == "PUBLISHED" && owner == "ada"` of Ada's draft → `[[status == "PUBLISHED"]]`.
 */
export function waysTo(node: PlanNode, known: Known, isWanted = true): Ways {
  switch (node.kind) {
    case "constant":
      return node.value === isWanted ? reached : never;
    case "not":
      return waysTo(node.of, known, !isWanted);
    case "and":
    case "or": {
      const parts = node.of.map((part) => waysTo(part, known, isWanted));
      return (node.kind === "or") === isWanted ? anyOf(parts) : allOf(parts);
    }
    case "expression": {
      // An expression that cannot be evaluated does not hold, and nothing else.
      const operation = membershipOf(node.operation) ?? node.operation;
      const holds = known.evaluator.valueOf(operation) === true;
      return holds === isWanted && isSettled(operation, known) ? reached : waysOf(operation, isWanted, known);
    }
  }
}

const reached: Ways = [[]];
const never: Ways = [];
/** More are not read by anybody, and combinations multiply. */
const mostWays = 8;
const mostNeeds = 12;

function waysOf(written: Operation, isWanted: boolean, known: Known): Ways {
  const operation = membershipOf(written) ?? written;
  if (known.evaluator.valueOf(operation) === isWanted && isSettled(operation, known)) return reached;
  switch (operation.kind) {
    case "constant":
      return never;
    case "not":
      return waysOf(operation.of, !isWanted, known);
    case "and":
    case "or": {
      const parts = [operation.left, operation.right].map((part) => waysOf(part, isWanted, known));
      return (operation.kind === "or") === isWanted ? anyOf(parts) : allOf(parts);
    }
    case "choose": {
      const { test, whenTrue, whenFalse } = operation;
      return anyOf([
        allOf([waysOf(test, true, known), waysOf(whenTrue, isWanted, known)]),
        allOf([waysOf(test, false, known), waysOf(whenFalse, isWanted, known)]),
      ]);
    }
    default:
      return [[needOf(operation, isWanted, known)]];
  }
}

/** Whether it stays what it is, whatever comes of what is going to change. */
function isSettled(operation: Operation, { changing }: Known): boolean {
  if (changing.length === 0) return true;
  return !factsRead(operation).some((path) => changing.some((each) => overlap(each, path)));
}

/** `"owner" in (test ? ["owner"] : []) + …`, which is how plans say that a derived role is active, as logic. */
function membershipOf(operation: Operation): Operation | undefined {
  if (operation.kind !== "in" || operation.left.kind !== "constant") return undefined;
  return isIn(operation.left, operation.right, operation);
}

function isIn(left: Operation, list: Operation, like: Operation): Operation | undefined {
  const { type, place } = like;
  switch (list.kind) {
    case "constant": {
      const isMember = left.kind === "constant" && isList(list.value) && list.value.includes(left.value);
      return { kind: "constant", type, place, value: isMember };
    }
    case "arithmetic": {
      const [first, second] = [list.left, list.right].map((part) => isIn(left, part, like));
      return first && second && { kind: "or", type, place, left: first, right: second };
    }
    case "choose": {
      const [whenTrue, whenFalse] = [list.whenTrue, list.whenFalse].map((part) => isIn(left, part, like));
      if (whenTrue === undefined || !isConstant(whenFalse, false)) return undefined;
      return { kind: "and", type, place, left: list.test, right: whenTrue };
    }
    default:
      return undefined;
  }
}

function isConstant(operation: Operation | undefined, value: boolean): boolean {
  return operation?.kind === "constant" && operation.value === value;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function anyOf(parts: readonly Ways[]): Ways {
  return shortest(parts.flat());
}

function allOf(parts: readonly Ways[]): Ways {
  let ways: Ways = reached;
  for (const part of parts) {
    ways = shortest(ways.flatMap((before) => part.map((lacks) => distinct([...before, ...lacks]))));
  }
  return ways.filter(({ length }) => length <= mostNeeds);
}

/** Those with the fewest needs first; a way that needs all that another one needs, and more, is none. */
export function shortest(ways: Ways): Ways {
  const kept: (readonly Lack[])[] = [];
  for (const way of ways.toSorted((left, right) => left.length - right.length)) {
    const texts = new Set(way.map(({ text }) => text));
    const isLonger = kept.some((shorter) => shorter.every(({ text }) => texts.has(text)));
    if (!isLonger) kept.push(way);
    if (kept.length === mostWays) break;
  }
  return kept;
}

function distinct(needs: readonly Lack[]): readonly Lack[] {
  return [...new Map(needs.map((need) => [`${need.kind} ${need.text}`, need])).values()];
}

function needOf(operation: Operation, isWanted: boolean, { evaluator }: Known): Lack {
  const wanted = isWanted ? operation : opposite(operation);
  return {
    kind: "condition",
    text: printExpression(expressionOf(wanted)),
    reads: readsOf(operation, evaluator),
    assignment: assignmentFor(operation, isWanted),
    operation,
    isWanted,
    isMet: evaluator.valueOf(operation) === isWanted,
  };
}

function opposite(operation: Operation): Operation {
  switch (operation.kind) {
    case "equal":
      return { ...operation, kind: "differ" };
    case "differ":
      return { ...operation, kind: "equal" };
    case "order":
      return { ...operation, comparison: oppositeComparisons[operation.comparison] };
    default:
      return { kind: "not", type: operation.type, place: operation.place, of: operation };
  }
}

const oppositeComparisons = { lt: "ge", le: "gt", gt: "le", ge: "lt" } as const;
