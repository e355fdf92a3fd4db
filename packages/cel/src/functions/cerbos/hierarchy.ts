import { index } from "../../values/access.ts";
import { CelError, noSuchOverload } from "../../values/cel-error.ts";
import { typeNameOf } from "../../values/type-name.ts";
import { OpaqueValue, type Value } from "../../values/value.ts";
import type { FunctionRow } from "../library.ts";
import { areSiblingTexts, isAncestorText, isParentText, overlapText } from "./hierarchy-text.ts";

/** A place in a tree, as the names from the root to it. */
export class Hierarchy extends OpaqueValue {
  readonly segments: readonly string[];

  constructor(segments: readonly string[]) {
    super();
    this.segments = segments;
  }

  override get typeName(): string {
    return "cerbos.lib.hierarchy";
  }

  override equals(other: Value): boolean | CelError {
    if (!(other instanceof Hierarchy)) return noSuchOverload;
    return this.segments.length === other.segments.length && isPrefix(this, other);
  }

  override index(key: Value): Value | CelError {
    if (typeof key !== "bigint") return new CelError(`unsupported index type '${typeNameOf(key)}'`);
    return this.segments[Number(key)] ?? new CelError("index out of range");
  }

  override size(): number {
    return this.segments.length;
  }
}

/** A test of two hierarchies, and of two texts of hierarchies; anything else has no such overload. */
function relation(
  name: string,
  test: (a: Hierarchy, b: Hierarchy) => boolean,
  testTexts: (a: string, b: string) => boolean,
): FunctionRow {
  return {
    name,
    signature: "cerbos.lib.hierarchy.(cerbos.lib.hierarchy) bool",
    call: (a: Value, b: Value) =>
      a instanceof Hierarchy && b instanceof Hierarchy ? test(a, b) : noSuchOverload,
    total: true,
    fused: { through: "hierarchy", call: testTexts },
  };
}

// biome-ignore format: one row per overload
/** Places in trees, such as scopes or departments. */
export const hierarchyRows: readonly FunctionRow[] = [
  { name: "hierarchy", signature: "(string) cerbos.lib.hierarchy",         call: (path: string) => new Hierarchy(path.split(".")) },
  { name: "hierarchy", signature: "(string, string) cerbos.lib.hierarchy", call: splitPath },
  { name: "hierarchy", signature: "(list(string)) cerbos.lib.hierarchy",   call: fromList },

  relation("ancestorOf", isAncestor, isAncestorText),
  relation("descendentOf", (a, b) => isAncestor(b, a), (a, b) => isAncestorText(b, a)),
  relation("immediateParentOf", isParent, isParentText),
  relation("immediateChildOf", (a, b) => isParent(b, a), (a, b) => isParentText(b, a)),
  relation("overlaps", (a, b) => isPrefix(a, b) || isPrefix(b, a), overlapText),
  relation("siblingOf", isSibling, areSiblingTexts),

  { name: "commonAncestors", signature: "cerbos.lib.hierarchy.(cerbos.lib.hierarchy) cerbos.lib.hierarchy", call: commonAncestors, total: true },
  { name: "size", signature: "cerbos.lib.hierarchy.() int",                call: (place: Hierarchy) => place.size(), safeInt: true },
  { name: "_[_]", signature: "(cerbos.lib.hierarchy, int) string",         call: index, total: true },
];

function splitPath(path: string, delimiter: string): Hierarchy {
  return new Hierarchy(delimiter === "" ? Array.from(path) : path.split(delimiter));
}

function fromList(names: readonly Value[]): Hierarchy | CelError {
  const odd = names.find((name) => typeof name !== "string");
  if (odd === undefined) return new Hierarchy(names as readonly string[]);
  const problem = `unsupported type conversion from '${typeNameOf(odd)}' to string`;
  return new CelError(`failed to convert list to string slice: ${problem}`);
}

function isPrefix(a: Hierarchy, b: Hierarchy): boolean {
  return a.segments.length <= b.segments.length && a.segments.every((name, i) => name === b.segments[i]);
}

function isAncestor(a: Hierarchy, b: Hierarchy): boolean {
  return a.segments.length < b.segments.length && isPrefix(a, b);
}

function isParent(a: Hierarchy, b: Hierarchy): boolean {
  return a.segments.length + 1 === b.segments.length && isPrefix(a, b);
}

function isSibling(a: Hierarchy, b: Hierarchy): boolean {
  return a.segments.length === b.segments.length && isPrefix(parentOf(a), b);
}

function parentOf({ segments }: Hierarchy): Hierarchy {
  return new Hierarchy(segments.slice(0, -1));
}

function commonAncestors(a: Value, b: Value): Hierarchy | CelError {
  if (!(a instanceof Hierarchy && b instanceof Hierarchy)) return noSuchOverload;
  // Two places of one depth share at most their parents, even when they are the same place.
  const depth = a.segments.length === b.segments.length ? a.segments.length - 1 : a.segments.length;
  const parting = a.segments.findIndex((name, i) => i >= depth || name !== b.segments[i]);
  return new Hierarchy(parting < 0 ? a.segments : a.segments.slice(0, parting));
}
