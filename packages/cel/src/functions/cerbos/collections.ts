import type { Value } from "../../values/value.ts";
import { haveCommonElement, membership } from "../../values/value-set.ts";
import type { FunctionBody, FunctionRow } from "../library.ts";

type List = readonly Value[];

/** The global and the member form; older policies use names of their own for some. */
function bothForms(names: readonly string[], result: string, call: FunctionBody): readonly FunctionRow[] {
  return names.flatMap((name) => [
    { name, signature: `(list(A), list(A)) ${result}`, call },
    { name, signature: `list(A).(list(A)) ${result}`, call },
  ]);
}

// biome-ignore format: one row per function
/** What two lists have in common, by equality. */
export const collectionRows: readonly FunctionRow[] = [
  ...bothForms(["hasIntersection", "has_intersection"], "bool", haveCommonElement),
  ...bothForms(["isSubset", "is_subset"], "bool", isSubset),
  ...bothForms(["intersect"], "list(A)", intersect),
  ...bothForms(["except"], "list(A)", except),
];

function isSubset(left: List, right: List): boolean {
  return left.every(membership(right, left.length));
}

function intersect(left: List, right: List): List {
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  return shorter.filter(membership(longer, shorter.length));
}

function except(left: List, right: List): List {
  const isRemoved = membership(right, left.length);
  return left.filter((item) => !isRemoved(item));
}
