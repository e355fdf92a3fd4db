import type { Value } from "../../values/value.ts";
import { haveCommonElement, membership } from "../../values/value-set.ts";
import type { FunctionBody, FunctionRow } from "../library.ts";

type List = readonly Value[];

/** The global and the member form; older policies use names of their own for some. */
function bothForms(
  names: readonly string[],
  result: string,
  call: FunctionBody,
  about: string,
  example: readonly [expression: string, value: string],
): readonly FunctionRow[] {
  return names.flatMap((name, i) => [
    { name, signature: `(list(A), list(A)) ${result}`, call, ...(i === 0 && { about, example }) },
    { name, signature: `list(A).(list(A)) ${result}`, call },
  ]);
}

// biome-ignore format: one row per function
/** What two lists have in common, by equality. */
export const collectionRows: readonly FunctionRow[] = [
  ...bothForms(["hasIntersection", "has_intersection"], "bool", haveCommonElement, "some element is in both lists", ["hasIntersection([1, 2], [2, 3])", "true"]),
  ...bothForms(["isSubset", "is_subset"], "bool", isSubset,                      "every element of the first list is in the second", ["[1].isSubset([1, 2])", "true"]),
  ...bothForms(["intersect"], "list(A)", intersect,                              "elements of the shorter list that are in the other, in its order and with its repeats", ["intersect([1, 2, 3, 4, 5], [5, 1])", "[5, 1]"]),
  ...bothForms(["except"], "list(A)", except,                                    "elements of the first list that are not in the second", ["[1, 2, 3].except([2])", "[1, 3]"]),
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
