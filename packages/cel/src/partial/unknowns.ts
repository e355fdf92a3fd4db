import type { Operation } from "../evaluate/operation.ts";
import { pathOf } from "./substitute.ts";

/**
 * A place in the activation whose value nobody knows yet.
 *
 * Shape: `{ path: ["resource", "attributes"], provided: new Set(["owner"]) }`: of the map only `owner` is known.
 */
export interface UnknownPath {
  readonly path: readonly string[];
  /** Members of a map that are known after all; the activation has them. */
  readonly provided?: ReadonlySet<string>;
  /** Whatever it is, JSON can say it: numbers are doubles, and there are no timestamps or bytes. */
  readonly isJson?: boolean;
}

/** What an operation by itself, without its operands, says about being known; `undefined` when they decide. */
export function ownKnowledge(
  operation: Operation,
  unknowns: readonly UnknownPath[],
): "known" | "unknown" | undefined {
  switch (operation.kind) {
    case "read":
      return overlaps(operation.path, unknowns) ? "unknown" : "known";
    case "member":
      return overlaps([...operation.path, operation.name], unknowns) ? "unknown" : "known";
    case "field": {
      const path = pathOf(operation);
      if (path === undefined) return undefined;
      return isUnknown(path, unknowns) ? "unknown" : "known";
    }
    case "message": {
      const path = pathOf(operation.of);
      return path !== undefined && overlaps(path, unknowns) ? "unknown" : "known";
    }
    case "select":
    case "has":
      return isProvided(operation.of, operation.name, unknowns) ? "known" : undefined;
    case "index": {
      const { of, key } = operation;
      const isKnown =
        key.kind === "constant" && typeof key.value === "string" && isProvided(of, key.value, unknowns);
      return isKnown ? "known" : undefined;
    }
    case "present": {
      const path = pathOf(operation.of);
      return path !== undefined && isUnknown(path, unknowns) ? "unknown" : "known";
    }
    default:
      return undefined;
  }
}

/** Whether an operation is a selection, however deep, from a place that is unknown. */
export function isBelowUnknown(operation: Operation, unknowns: readonly UnknownPath[]): boolean {
  if (operation.kind === "select" || operation.kind === "index") {
    return isBelowUnknown(operation.of, unknowns);
  }
  const path = pathOf(operation);
  return path !== undefined && isUnknown(path, unknowns);
}

/** Whether an operation selects something that only JSON values can be; `isJson` tells what else is. */
export function isJsonBelow(
  operation: Operation,
  unknowns: readonly UnknownPath[],
  isJson: (operation: Operation) => boolean,
): boolean {
  if (operation.kind !== "select" && operation.kind !== "index") return false;
  if (operation.optional) return false;
  const path = pathOf(operation.of);
  if (path === undefined) return isJson(operation.of);
  return unknowns.some((unknown) => unknown.isJson === true && startsWith(path, unknown.path));
}

function isUnknown(path: readonly string[], unknowns: readonly UnknownPath[]): boolean {
  return unknowns.some((unknown) => startsWith(path, unknown.path));
}

function overlaps(path: readonly string[], unknowns: readonly UnknownPath[]): boolean {
  return unknowns.some((unknown) => startsWith(path, unknown.path) || startsWith(unknown.path, path));
}

function isProvided(of: Operation, name: string, unknowns: readonly UnknownPath[]): boolean {
  const path = pathOf(of);
  if (path === undefined) return false;
  return unknowns.some(
    (unknown) =>
      unknown.path.length === path.length &&
      startsWith(path, unknown.path) &&
      unknown.provided?.has(name) === true,
  );
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => step === path[index]);
}
