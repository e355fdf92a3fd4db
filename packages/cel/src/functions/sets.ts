import type { Value } from "../values/value.ts";
import { haveCommonElement, membership } from "../values/value-set.ts";
import type { Library } from "./library.ts";

type List = readonly Value[];

/** Lists taken as sets, by equality. */
// biome-ignore format: one row per overload
export const setsLibrary: Library = { name: "sets", rows: [
  { name: "sets.contains",   signature: "(list(A), list(A)) bool", call: contains,   since: "0.55", about: "the first list has every element of the second", example: ["sets.contains([1, 2, 3], [3, 1])", "true"] },
  { name: "sets.equivalent", signature: "(list(A), list(A)) bool", call: equivalent, since: "0.55", about: "each list has every element of the other", example: ["sets.equivalent([1, 2], [2, 1, 1])", "true"] },
  { name: "sets.intersects", signature: "(list(A), list(A)) bool", call: haveCommonElement, since: "0.55", about: "some element is in both lists", example: ["sets.intersects([1, 2], [2, 3])", "true"] },
] };

function contains(list: List, wanted: List): boolean {
  return wanted.every(membership(list, wanted.length));
}

function equivalent(left: List, right: List): boolean {
  return contains(left, right) && contains(right, left);
}
