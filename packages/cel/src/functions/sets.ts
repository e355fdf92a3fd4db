import type { Value } from "../values/value.ts";
import { haveCommonElement, membership } from "../values/value-set.ts";
import type { Library } from "./library.ts";

type List = readonly Value[];

/** Lists taken as sets, by equality. */
// biome-ignore format: one row per overload
export const setsLibrary: Library = { name: "sets", rows: [
  { name: "sets.contains",   signature: "(list(A), list(A)) bool", call: contains,   since: "0.55" },
  { name: "sets.equivalent", signature: "(list(A), list(A)) bool", call: equivalent, since: "0.55" },
  { name: "sets.intersects", signature: "(list(A), list(A)) bool", call: haveCommonElement, since: "0.55" },
] };

function contains(list: List, wanted: List): boolean {
  return wanted.every(membership(list, wanted.length));
}

function equivalent(left: List, right: List): boolean {
  return contains(left, right) && contains(right, left);
}
