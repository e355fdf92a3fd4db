import {
  constantOperation,
  isCelError,
  type Operation,
  type Program,
  substituteLocal,
  type Value,
} from "@orthrus/cel";
import type { ExpressionPart } from "./explanation.ts";
import type { PartEvaluator } from "./part-evaluator.ts";
import { readsGlobals, readsOf, shownValue } from "./read-values.ts";

/**
 * Finds the smallest parts of an expression that keep it from being what somebody wants it to be.
 *
 * Shape: `R.attr.open && P.id == R.attr.owner` of an open document of somebody else, wanted to be true → the part
 * `P.id == R.attr.owner`. Variables are followed into their definitions.
 */
export function decisiveParts(
  program: Program,
  isWanted: boolean,
  evaluator: PartEvaluator,
): readonly ExpressionPart[] {
  const found: ExpressionPart[] = [];
  const search: Search = { evaluator, found, text: program.text, variable: undefined };
  visit(program.operation, isWanted, search);
  // Whatever the parts say by themselves, the expression as a whole is not as wanted.
  return found.length > 0 ? withoutFollowing(found) : [partOf(program.operation, search)];
}

/** After `has(x) && …`, that reading `x` fails is no news. */
function withoutFollowing(parts: readonly ExpressionPart[]): readonly ExpressionPart[] {
  const told = new Set(parts.filter(({ error }) => error === undefined).flatMap(missingIn));
  return parts.filter((part) => {
    const missing = part.error === undefined ? [] : missingIn(part);
    return missing.length === 0 || missing.some((name) => !told.has(name));
  });
}

function missingIn({ reads }: ExpressionPart): readonly string[] {
  return reads.filter(({ isMissing }) => isMissing).map(({ name }) => name);
}

interface Search {
  readonly evaluator: PartEvaluator;
  readonly found: ExpressionPart[];
  /** What the places of operations refer to. */
  readonly text: string;
  readonly variable: string | undefined;
}

/** Beyond, nobody reads on. */
const mostParts = 20;

function visit(operation: Operation, isWanted: boolean, search: Search): void {
  if (search.found.length >= mostParts) return;
  const value = search.evaluator.valueOf(operation);
  if (value === isWanted) return;
  switch (operation.kind) {
    case "and":
    case "or":
      visit(operation.left, isWanted, search);
      visit(operation.right, isWanted, search);
      return;
    case "not":
      visit(operation.of, !isWanted, search);
      return;
    case "choose":
      visitChoice(operation, isWanted, search);
      return;
    case "bind":
      visit(substituteLocal(operation.body, operation.local.slot, operation.value), isWanted, search);
      return;
    case "computed": {
      const { program } = operation.computed;
      visit(program.operation, isWanted, {
        ...search,
        text: program.text,
        variable: `${operation.variable}.${operation.name}`,
      });
      return;
    }
    case "iterate":
      visitElements(operation, isWanted, search);
      return;
    default:
      search.found.push(partOf(operation, search));
  }
}

function visitChoice(
  operation: Extract<Operation, { readonly kind: "choose" }>,
  isWanted: boolean,
  search: Search,
): void {
  const test = search.evaluator.valueOf(operation.test);
  if (typeof test === "boolean") visit(test ? operation.whenTrue : operation.whenFalse, isWanted, search);
  else search.found.push(partOf(operation.test, search));
}

/** `all` that is false, and `exists` that is true, are so because of one element: the first is shown. */
function visitElements(
  operation: Extract<Operation, { readonly kind: "iterate" }>,
  isWanted: boolean,
  search: Search,
): void {
  const part = partOf(operation, search);
  const isAbout = operation.macro === "all" ? isWanted : operation.macro === "exists" && !isWanted;
  const element = isAbout ? firstContrary(operation, isWanted, search.evaluator) : undefined;
  const value = element === undefined ? undefined : shownValue(operation, element);
  const read = value === undefined ? [] : [{ name: operation.item.name, value, isMissing: false }];
  search.found.push({ ...part, reads: [...read, ...part.reads] });
}

function firstContrary(
  { range, item, second, body }: Extract<Operation, { readonly kind: "iterate" }>,
  isWanted: boolean,
  evaluator: PartEvaluator,
): Value | undefined {
  const elements = evaluator.valueOf(range);
  if (second !== undefined || !isList(elements)) return undefined;
  return elements.find((element) => {
    const ofElement = substituteLocal(body, item.slot, constantOperation(element, range));
    return evaluator.valueOf(ofElement) !== isWanted;
  });
}

function partOf(operation: Operation, { evaluator, text, variable }: Search): ExpressionPart {
  const value = evaluator.valueOf(operation);
  const { start, end } = operation.place;
  const isFailed = isCelError(value);
  return {
    expression: oneLine(text.slice(start, end)),
    variable,
    value: isFailed ? undefined : shownValue(operation, value),
    error: isFailed ? shownError(operation, value.message) : undefined,
    reads: readsOf(operation, evaluator),
  };
}

/** SECURITY: messages may quote values, and those of globals are configuration. */
function shownError(operation: Operation, message: string): string {
  return readsGlobals(operation) ? "cannot be evaluated" : message;
}

/** Expressions over several lines as one. Texts in quotes with line breaks are too rare to look for. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}

function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}
