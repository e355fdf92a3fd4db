import { dynType, type Type } from "./type.ts";

/** What is known about type variables, by their name. */
export type Substitution = ReadonlyMap<string, Type>;

/**
 * Decides whether values of the types on the left may stand where the types on the right are asked for.
 *
 * Shape: what has been learnt about type variables, added to what was known; `undefined` when they may not.
 */
export function assign(
  from: readonly Type[],
  to: readonly Type[],
  known: Substitution,
): Substitution | undefined {
  if (from.length !== to.length) return undefined;
  const learnt = new Map(known);
  return from.every((type, i) => isAssignable(type, to[i] ?? dynType, learnt)) ? learnt : undefined;
}

/**
 * Finds the type of a list element or map value when a literal has several.
 *
 * Shape: `int` and `int` → `int`; `null` and `timestamp` → `timestamp`; `int` and `string` → `dyn`.
 */
export function joinTypes(
  left: Type,
  right: Type,
  known: Substitution,
): [joined: Type, learnt: Substitution] {
  const learnt = assign([left], [right], known);
  return learnt === undefined ? [dynType, known] : [moreGeneral(left, right), learnt];
}

/** Replaces type variables by what is known about them; `free` decides about the others. */
export function substitute(
  type: Type,
  known: Substitution,
  free: (name: string, variable: Type) => Type,
): Type {
  switch (type.kind) {
    case "parameter": {
      const found = known.get(type.name);
      return found === undefined ? free(type.name, type) : substitute(found, known, free);
    }
    case "list":
      return { kind: "list", element: substitute(type.element, known, free) };
    case "map":
      return {
        kind: "map",
        key: substitute(type.key, known, free),
        value: substitute(type.value, known, free),
      };
    case "type":
    case "optional":
      return { kind: type.kind, of: substitute(type.of, known, free) };
    default:
      return type;
  }
}

/** Same kind and same parts. */
export function isSameType(left: Type, right: Type): boolean {
  switch (left.kind) {
    case "list":
      return right.kind === "list" && isSameType(left.element, right.element);
    case "map":
      return right.kind === "map" && isSameType(left.key, right.key) && isSameType(left.value, right.value);
    case "type":
    case "optional":
    case "wrapper":
      return right.kind === left.kind && isSameType(left.of, right.of);
    case "message":
    case "opaque":
    case "parameter":
      return right.kind === left.kind && right.name === left.name;
    default:
      return right.kind === left.kind;
  }
}

/** `dyn`, `any` and the type of what did not check go with everything. */
export function isDynamic(type: Type): boolean {
  return type.kind === "dyn" || type.kind === "any" || type.kind === "error";
}

function isAssignable(from: Type, to: Type, learnt: Map<string, Type>): boolean {
  if (to.kind === "parameter")
    return bind(to.name, from, learnt, (found) => isAssignable(from, found, learnt));
  if (from.kind === "parameter")
    return bind(from.name, to, learnt, (found) => isAssignable(found, to, learnt));
  if (isDynamic(from) || isDynamic(to)) return true;
  if (from.kind === "null") return acceptsNull(to);
  if (to.kind === "null") return acceptsNull(from);
  if (to.kind === "wrapper") return isAssignable(from.kind === "wrapper" ? from.of : from, to.of, learnt);
  switch (from.kind) {
    case "list":
      return to.kind === "list" && isAssignable(from.element, to.element, learnt);
    case "map":
      return (
        to.kind === "map" &&
        isAssignable(from.key, to.key, learnt) &&
        isAssignable(from.value, to.value, learnt)
      );
    case "optional":
      return to.kind === "optional" && isAssignable(from.of, to.of, learnt);
    // A type is a value of type `type`, whatever it is the type of.
    case "type":
      return to.kind === "type";
    default:
      return isSameType(from, to);
  }
}

function bind(
  name: string,
  type: Type,
  learnt: Map<string, Type>,
  agrees: (found: Type) => boolean,
): boolean {
  if (type.kind === "parameter" && type.name === name) return true;
  const found = learnt.get(name);
  if (found === undefined) {
    if (mentions(type, name, learnt)) return false;
    learnt.set(name, type);
    return true;
  }
  if (!agrees(found)) return false;
  const general = moreGeneral(type, found);
  if (!mentions(general, name, learnt)) learnt.set(name, general);
  return true;
}

function mentions(type: Type, name: string, learnt: Substitution): boolean {
  switch (type.kind) {
    case "parameter": {
      if (type.name === name) return true;
      const found = learnt.get(type.name);
      return found !== undefined && mentions(found, name, learnt);
    }
    case "list":
      return mentions(type.element, name, learnt);
    case "map":
      return mentions(type.key, name, learnt) || mentions(type.value, name, learnt);
    case "type":
    case "optional":
      return mentions(type.of, name, learnt);
    default:
      return false;
  }
}

function moreGeneral(left: Type, right: Type): Type {
  return isEqualOrMoreGeneral(left, right) ? left : right;
}

function isEqualOrMoreGeneral(left: Type, right: Type): boolean {
  if (left.kind === "dyn" || left.kind === "parameter") return true;
  if (right.kind === "dyn" || right.kind === "parameter") return false;
  if (left.kind === "list" && right.kind === "list") return isEqualOrMoreGeneral(left.element, right.element);
  if (left.kind === "map" && right.kind === "map") {
    return isEqualOrMoreGeneral(left.key, right.key) && isEqualOrMoreGeneral(left.value, right.value);
  }
  if (left.kind === "optional" && right.kind === "optional") return isEqualOrMoreGeneral(left.of, right.of);
  return left.kind === "type" ? right.kind === "type" : isSameType(left, right);
}

function acceptsNull(type: Type): boolean {
  switch (type.kind) {
    case "null":
    case "message":
    case "opaque":
    case "optional":
    case "timestamp":
    case "duration":
    case "wrapper":
      return true;
    default:
      return false;
  }
}
