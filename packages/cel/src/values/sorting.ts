import { CelError, isCelError } from "./cel-error.ts";
import { noSuchOperator } from "./no-such-overload.ts";
import { compare } from "./ordering.ts";
import { typeNameOf } from "./type-name.ts";
import { isList, type Value } from "./value.ts";

/** What `list.sort()` gives: values of one type that has an order. */
export function sortValues(list: Value): readonly Value[] | CelError {
  return isList(list) ? sortByKeys(list, list) : noSuchOperator("sort", list);
}

/** The list in the order of its keys; elements with equal keys keep their order. Keys are given in list order. */
export function sortByKeys(list: readonly Value[], keys: readonly Value[]): readonly Value[] | CelError {
  const problem = keyProblem(keys);
  if (problem !== undefined) return problem;
  const order = keys.map((_, i) => i).sort((a, b) => compareKeys(keys[a] as Value, keys[b] as Value));
  return order.map((i) => list[i] as Value);
}

function keyProblem(keys: readonly Value[]): CelError | undefined {
  const [first] = keys;
  if (first === undefined) return undefined;
  if (!hasOrder(first)) return new CelError("list elements must be comparable");
  const type = typeNameOf(first);
  return keys.some((key) => typeNameOf(key) !== type)
    ? new CelError("list elements must have the same type")
    : undefined;
}

function hasOrder(value: Value): boolean {
  return !isCelError(compare(value, value, "_<_")) || (typeof value === "number" && Number.isNaN(value));
}

// NaN has no place of its own and stays where it is.
function compareKeys(left: Value, right: Value): number {
  const order = compare(left, right, "_<_");
  return order instanceof CelError ? 0 : order;
}
