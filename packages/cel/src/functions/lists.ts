import { CelError } from "../values/cel-error.ts";
import { listTooLong, longestList } from "../values/growth.ts";
import { isMap } from "../values/map-access.ts";
import { sortByKeys, sortValues } from "../values/sorting.ts";
import { typeNameOf } from "../values/type-name.ts";
import { isList, type Value } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";
import type { FunctionRow, Library } from "./library.ts";

const sortable: readonly string[] = [
  "int",
  "uint",
  "double",
  "bool",
  "duration",
  "timestamp",
  "string",
  "bytes",
];

// biome-ignore format: one row per overload
const rows: readonly FunctionRow[] = [
  { name: "distinct",    signature: "list(A).() list(A)",             call: distinct },
  { name: "flatten",     signature: "list(list(A)).() list(A)",       call: flatten, total: true },
  { name: "flatten",     signature: "list(dyn).(int) list(dyn)",      call: flatten, total: true },
  { name: "reverse",     signature: "list(A).() list(A)",             call: (list: readonly Value[]) => list.toReversed() },
  { name: "slice",       signature: "list(A).(int, int) list(A)",     call: slice },
  { name: "sort",        signature: "list(int).() list(int)",         call: sortValues, total: true },
  ...sortable.slice(1).map((type): FunctionRow =>
    ({ name: "sort",     signature: `list(${type}).() list(${type})`, call: sortValues, total: true })),
  ...sortable.map((type): FunctionRow =>
    ({ name: "@sortByAssociatedKeys", signature: `list(A).(list(${type})) list(A)`, call: sortByKeys })),
  { name: "lists.range", signature: "(int) list(int)",                call: range },
];

/** Lists beyond the standard functions. */
export const listsLibrary: Library = { name: "lists", rows };

function distinct(list: readonly Value[]): readonly Value[] {
  if (list.length < 2) return list;
  const seen = new ValueSet();
  return list.filter((item) => {
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  });
}

function flatten(list: Value, ...depth: readonly Value[]): Value | CelError {
  const [levels = 1n] = depth;
  if (!isList(list) || typeof levels !== "bigint") {
    return new CelError(
      `no such overload: ${dynamicType(list)}.flatten(${depth.map(dynamicType).join(", ")})`,
    );
  }
  if (levels < 0n) return new CelError("level must be non-negative");
  const items: Value[] = [];
  return flattenInto(items, list, levels) ? items : listTooLong;
}

function dynamicType(value: Value): string {
  if (isList(value)) return "list(dyn)";
  return isMap(value) ? "map(dyn, dyn)" : typeNameOf(value);
}

/** Whether there was room for all. */
function flattenInto(items: Value[], list: readonly Value[], levels: bigint): boolean {
  return list.every((item) => {
    if (isList(item) && levels > 0n) return flattenInto(items, item, levels - 1n);
    return items.push(item) <= longestList;
  });
}

function slice(list: readonly Value[], start: bigint, end: bigint): readonly Value[] | CelError {
  const problem = sliceProblem(list.length, start, end);
  return problem === undefined
    ? list.slice(Number(start), Number(end))
    : new CelError(`cannot slice(${start}, ${end}), ${problem}`);
}

function sliceProblem(length: number, start: bigint, end: bigint): string | undefined {
  if (start < 0n || end < 0n) return "negative indexes not supported";
  if (start > end) return "start index must be less than or equal to end index";
  return end > length ? `list is length ${length}` : undefined;
}

function range(end: bigint): readonly bigint[] | CelError {
  if (end > longestList) return new CelError(`lists.range() is limited to ${longestList} elements`);
  return Array.from({ length: Math.max(Number(end), 0) }, (_, i) => BigInt(i));
}
