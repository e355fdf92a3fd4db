import {
  constantOperation,
  type Operation,
  type PartialActivation,
  type PartialEvaluator,
  substituteLocal,
  type Value,
} from "@orthrus/cel";
import { mapEntriesOf } from "./render-value.ts";

/**
 * Says what is left of an expression in words that more stores understand: a look-up in a known map, and a macro over
 * a short known list, become comparisons. Only the outermost operation is looked at.
 *
 * An entry or element whose part cannot be evaluated never holds, and neither would the whole because of it; so where
 * an error counts as false, leaving it out changes nothing.
 */
export function rewriteResidual(
  operation: Operation,
  evaluator: PartialEvaluator,
  known: PartialActivation,
): Operation {
  const rewriting: Rewriting = { evaluator, known };
  return rewriteLookup(operation, rewriting) ?? rewriteQuantifier(operation, rewriting) ?? operation;
}

/**
 * `R.attr.team in "a"` as `R.attr.team == "a"`; `undefined` for anything else.
 *
 * COMPAT(cerbos): checks of it fail, so this is the one filter that lets through more than a check. It is that only where
 * it is a whole expression: anywhere else it is the failure that it is.
 */
export function equalityWithScalar(
  operation: Operation,
  evaluator: PartialEvaluator,
  known: PartialActivation,
): Operation | undefined {
  if (operation.kind !== "in") return undefined;
  const left = evaluator.evaluate(operation.left, known);
  const right = evaluator.evaluate(operation.right, known);
  if (left.kind !== "residual" || right.kind !== "known") return undefined;
  const { value } = right;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  return {
    ...operation,
    kind: "equal",
    left: left.operation,
    right: constantOperation(value, operation.right),
  };
}

interface Rewriting {
  readonly evaluator: PartialEvaluator;
  readonly known: PartialActivation;
}

/** `{…}[R.attr.x].f == constant`: one comparison of the key for each entry of which it holds. */
function rewriteLookup(operation: Operation, rewriting: Rewriting): Operation | undefined {
  switch (operation.kind) {
    case "equal":
    case "differ":
    case "order":
      if (operation.right.kind !== "constant") return undefined;
      return perEntry(operation.left, (value) => ({ ...operation, left: value }), rewriting);
    case "in":
      if (operation.left.kind !== "constant") return undefined;
      return perEntry(operation.right, (value) => ({ ...operation, right: value }), rewriting);
    default:
      return undefined;
  }
}

function perEntry(
  lookup: Operation,
  test: (value: Operation) => Operation,
  { evaluator, known }: Rewriting,
): Operation | undefined {
  if (lookup.kind === "select" && !lookup.optional) {
    return perEntry(lookup.of, (value) => test({ ...lookup, of: value }), { evaluator, known });
  }
  if (lookup.kind !== "index" || lookup.optional || !isSelection(lookup.key)) return undefined;
  const entries = entriesOf(lookup.of);
  if (entries === undefined) return undefined;
  const { key: read } = lookup;
  const tests = entries.map(([key, value]): Operation => {
    const result = evaluator.evaluate(test(constantOperation(value, lookup)), known, "truth");
    const holds = result.kind === "known" && result.value === true;
    if (!holds) return constantOperation(false, lookup);
    return { kind: "equal", ...baseOf(read), left: read, right: constantOperation(key, read) };
  });
  return joined("or", tests, lookup);
}

function isSelection({ kind }: Operation): boolean {
  return kind === "select" || kind === "field";
}

/** Entries of a known map in the order of their keys. */
function entriesOf(operation: Operation): readonly (readonly [key: Value, value: Value])[] | undefined {
  const entries = operation.kind === "constant" ? mapEntriesOf(operation.value) : undefined;
  return entries && sortedByKey(entries);
}

const maxElements = 10;

/** `exists` and `all` over up to ten known elements: the body once for each of them. */
function rewriteQuantifier(operation: Operation, { evaluator, known }: Rewriting): Operation | undefined {
  if (operation.kind !== "iterate" || operation.range.kind !== "constant") return undefined;
  const { macro, range, item, second, body } = operation;
  if (macro !== "all" && macro !== "exists") return undefined;
  const elements = elementsOf(range.value, second !== undefined);
  if (elements.length === 0 || elements.length > maxElements) return undefined;
  const parts = elements.map(([first, other]): Operation => {
    let part = substituteLocal(body, item.slot, constantOperation(first, range));
    if (second !== undefined) part = substituteLocal(part, second.slot, constantOperation(other, range));
    const result = evaluator.evaluate(part, known, "truth");
    return result.kind === "residual"
      ? result.operation
      : constantOperation(result.value === true, operation);
  });
  return joined(macro === "all" ? "and" : "or", parts, operation);
}

/** Elements of a list, keys of a map; with two variables indexes and elements, keys and values. */
function elementsOf(value: Value, isPairs: boolean): readonly (readonly [first: Value, other: Value])[] {
  const entries = mapEntriesOf(value);
  if (entries !== undefined) return sortedByKey(entries);
  if (!Array.isArray(value)) return [];
  const elements: readonly Value[] = value;
  return elements.map((element, index): readonly [Value, Value] => [
    isPairs ? BigInt(index) : element,
    element,
  ]);
}

function sortedByKey<Entry extends readonly [key: Value, value: Value]>(
  entries: readonly Entry[],
): readonly Entry[] {
  return [...entries].sort((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1));
}

/** Nested to the right, without what decides nothing. */
function joined(kind: "and" | "or", parts: readonly Operation[], like: Operation): Operation {
  const deciding = kind === "or";
  const decided = parts.find((part) => part.kind === "constant" && part.value === deciding);
  if (decided !== undefined) return decided;
  const open = parts.filter((part) => part.kind !== "constant");
  const last = open.at(-1);
  if (last === undefined) return constantOperation(!deciding, like);
  return open
    .slice(0, -1)
    .reduceRight<Operation>((right, left) => ({ kind, ...baseOf(like), left, right }), last);
}

function baseOf({ type, place }: Operation): Pick<Operation, "type" | "place"> {
  return { type, place };
}
