import {
  Duration,
  isCelError,
  type Operation,
  printExpression,
  type Value,
  valueToJson,
  visitOperands,
} from "@orthrus/cel";
import type { Json } from "@orthrus/protocol";
import { durationText } from "./duration-text.ts";
import type { Read } from "./explanation.ts";
import { expressionOf } from "./expression-of.ts";
import type { PartEvaluator } from "./part-evaluator.ts";

/**
 * Lists what a part of an expression looks at, with values.
 *
 * Shape: `size(R.attr.tags) > V.limit` → `size(R.attr.tags)`, `R.attr.tags`, `V.limit`, and what `V.limit` reads.
 * SECURITY: globals are configuration, so neither they nor what is made of them is shown.
 */
export function readsOf(operation: Operation, evaluator: PartEvaluator): readonly Read[] {
  const found = new Map<string, Read>();
  const add = (read: Read | undefined): void => {
    if (read !== undefined && !found.has(read.name)) found.set(read.name, read);
  };
  for (const operand of comparedBy(operation)) if (isComputation(operand)) add(readOf(operand, evaluator));
  collect(operation, { evaluator, add, followed: new Set() }, 0);
  return [...found.values()];
}

/** Variables that were followed into their definitions: once is enough, and each time would take exponential time. */
type Followed = Set<object>;

/** Whether something depends on globals. */
export function readsGlobals(operation: Operation, followed: Followed = new Set()): boolean {
  if (operation.kind === "member") return true;
  if (operation.kind === "read") return operation.path[0] === "globals";
  if (operation.kind === "present") return readsGlobals(operation.of, followed);
  if (operation.kind === "computed") {
    const { computed } = operation;
    if (followed.has(computed)) return false;
    followed.add(computed);
    return readsGlobals(computed.program.operation, followed);
  }
  return operandsOf(operation).some((operand) => readsGlobals(operand, followed));
}

function operandsOf(operation: Operation): readonly Operation[] {
  const operands: Operation[] = [];
  visitOperands(operation, (operand) => operands.push(operand));
  return operands;
}

/** A value as it may be shown. */
export function shownValue(operation: Operation, value: Value | undefined): Json | undefined {
  if (value === undefined || readsGlobals(operation)) return undefined;
  const text = value instanceof Duration ? durationText(value) : undefined;
  const json = text ?? valueToJson(value);
  return isCelError(json) ? undefined : json;
}

/** More would not be read. */
const maxDepth = 30;

interface Collecting {
  readonly evaluator: PartEvaluator;
  readonly add: (read: Read | undefined) => void;
  readonly followed: Followed;
}

function collect(operation: Operation, collecting: Collecting, depth: number): void {
  const { evaluator, add, followed } = collecting;
  if (depth > maxDepth) return;
  if (operation.kind === "has") {
    const { of, name, type, place } = operation;
    add(readOf({ kind: "select", type, place, of, name, optional: false }, evaluator));
    return;
  }
  if (operation.kind === "present" && operation.of.kind !== "member") {
    add(readOf(operation.of, evaluator));
    return;
  }
  if (isSelection(operation)) {
    add(readOf(operation, evaluator));
    return;
  }
  if (operation.kind === "computed") {
    const { computed } = operation;
    if (followed.has(computed)) return;
    followed.add(computed);
    add(readOf(operation, evaluator));
    collect(computed.program.operation, collecting, depth + 1);
    return;
  }
  if (operation.kind === "call" && operation.name === "now") add(readOf(operation, evaluator));
  for (const operand of operandsOf(operation)) collect(operand, collecting, depth + 1);
}

/** What a comparison or call is about, when that is worth a line of its own. */
function comparedBy(operation: Operation): readonly Operation[] {
  switch (operation.kind) {
    case "equal":
    case "differ":
    case "in":
    case "order":
      return [operation.left, operation.right];
    default:
      return [];
  }
}

function isComputation(operation: Operation): boolean {
  switch (operation.kind) {
    case "call":
      return operation.name !== "now" && operation.args.length > 0 && readsRequest(operation);
    case "arithmetic":
    case "negate":
    case "choose":
      return readsRequest(operation);
    default:
      return false;
  }
}

function readsRequest(operation: Operation): boolean {
  return isSelection(operation) || operation.kind === "computed" || operandsOf(operation).some(readsRequest);
}

/** A name and the constant selections after it. */
function isSelection(operation: Operation): boolean {
  switch (operation.kind) {
    case "read":
    case "member":
      return true;
    case "message":
    case "field":
      return isSelection(operation.of);
    case "select":
      return !operation.optional && isSelectionOrVariable(operation.of);
    case "index":
      return !operation.optional && operation.key.kind === "constant" && isSelectionOrVariable(operation.of);
    default:
      return false;
  }
}

function isSelectionOrVariable(operation: Operation): boolean {
  return operation.kind === "computed" || isSelection(operation);
}

/** What cannot be evaluated has no value: the part of it that is missing is told, or what could be read of it. */
function readOf(operation: Operation, evaluator: PartEvaluator): Read | undefined {
  const value = evaluator.valueOf(operation);
  if (!isCelError(value)) {
    return { name: nameOf(operation), value: shownValue(operation, value), isMissing: false };
  }
  const missing = firstMissing(operation, evaluator);
  if (missing !== undefined) return { name: nameOf(missing), value: undefined, isMissing: true };
  const isSelected = operation.kind === "select" || operation.kind === "index";
  return isSelected ? readOf(operation.of, evaluator) : undefined;
}

/** The shortest selection on the way that is not there. */
function firstMissing(operation: Operation, evaluator: PartEvaluator): Operation | undefined {
  if (operation.kind === "computed") return undefined;
  if (operation.kind !== "select" && operation.kind !== "index" && operation.kind !== "field")
    return undefined;
  const before = firstMissing(operation.of, evaluator);
  if (before !== undefined) return before;
  const value = evaluator.valueOf(operation);
  return isCelError(value) && value.message.startsWith("no such key") ? operation : undefined;
}

function nameOf(operation: Operation): string {
  return printExpression(expressionOf(operation));
}
