import type { Comparison, ComparisonOperator, Condition, Scalar, StateTest } from "./condition.ts";

export const always: Condition = { kind: "constant", value: true };
export const never: Condition = { kind: "constant", value: false };

/** Holds where all of them hold. Constants fold, nested ones flatten. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return joined("and", conditions);
}

/** Holds where one of them holds. Constants fold, nested ones flatten. */
export function anyOf(...conditions: readonly Condition[]): Condition {
  return joined("or", conditions);
}

function joined(kind: "and" | "or", conditions: readonly Condition[]): Condition {
  const neutral = kind === "and";
  const parts: Condition[] = [];
  for (const condition of conditions) {
    if (condition.kind === "constant") {
      if (condition.value !== neutral) return condition;
    } else if (condition.kind === kind) parts.push(...condition.of);
    else parts.push(condition);
  }
  const [first, second] = parts;
  if (first === undefined) return neutral ? always : never;
  return second === undefined ? first : { kind, of: parts };
}

/** Holds exactly where the other does not. */
export function complement(condition: Condition): Condition {
  switch (condition.kind) {
    case "constant":
      return condition.value ? never : always;
    case "and":
      return anyOf(...condition.of.map(complement));
    case "or":
      return allOf(...condition.of.map(complement));
    case "compare":
      return anyOf(
        { ...condition, operator: opposite[condition.operator] },
        state("no-value", condition.left),
        state("no-value", condition.right),
      );
    case "one-of":
      return anyOf({ ...condition, isNegated: !condition.isNegated }, state("no-value", condition.of));
    case "text":
      return anyOf(
        { ...condition, isNegated: !condition.isNegated },
        state("no-value", condition.text),
        state("no-value", condition.part),
      );
    case "state":
      return state(oppositeState[condition.is], condition.of);
    case "rows":
      return { ...condition, quantifier: condition.quantifier === "some" ? "none" : "some" };
  }
}

const opposite: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: "ne",
  ne: "eq",
  lt: "ge",
  le: "gt",
  gt: "le",
  ge: "lt",
};

const oppositeState = {
  value: "no-value",
  "no-value": "value",
  null: "not-null",
  "not-null": "null",
} as const;

/** A state test, folded where the mapping already says the answer. */
export function state(is: StateTest["is"], of: StateTest["of"]): Condition {
  const known = knownState(is, of);
  return known === undefined ? { kind: "state", is, of } : known ? always : never;
}

function knownState(is: StateTest["is"], of: StateTest["of"]): boolean | undefined {
  switch (of.kind) {
    case "literal":
    case "count":
      return is === "value" || is === "not-null";
    case "column":
      return is !== "null" && is !== "not-null"
        ? undefined
        : of.column.null === "value"
          ? undefined
          : is === "not-null";
    case "list-value":
      return is !== "null" && is !== "not-null"
        ? undefined
        : of.list.null === "value"
          ? undefined
          : is === "not-null";
    case "parent":
      return is === "null" ? false : is === "not-null" ? true : undefined;
    case "computed":
      return is === "null" ? false : is === "not-null" ? true : undefined;
    case "element":
    case "at":
      return undefined;
  }
}

/** A comparison, folded where both sides are literals. */
export function compare(operator: ComparisonOperator, left: Scalar, right: Scalar): Condition {
  if (left.kind !== "literal" || right.kind !== "literal") return { kind: "compare", operator, left, right };
  return holds(operator, order(left.value, right.value)) ? always : never;
}

/** The same comparison with its sides exchanged. */
export function mirrored(operator: ComparisonOperator): Comparison["operator"] {
  const mirrors = { eq: "eq", ne: "ne", lt: "gt", le: "ge", gt: "lt", ge: "le" } as const;
  return mirrors[operator];
}

function holds(operator: ComparisonOperator, sign: number): boolean {
  switch (operator) {
    case "eq":
      return sign === 0;
    case "ne":
      return sign !== 0;
    case "lt":
      return sign < 0;
    case "le":
      return sign <= 0;
    case "gt":
      return sign > 0;
    case "ge":
      return sign >= 0;
  }
}

function order(left: string | number | boolean, right: string | number | boolean): number {
  if (typeof left === "string" && typeof right === "string") return byCodePoints(left, right);
  return left === right ? 0 : left < right ? -1 : 1;
}

function byCodePoints(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
