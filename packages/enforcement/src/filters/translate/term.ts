import type { PlanOperand } from "@orthrus/protocol";
import { allOf, always, anyOf, compare, complement, never, state } from "../combine.ts";
import type { Condition, ListValue, Place, Rows, Scalar } from "../condition.ts";
import type { Attributes } from "../mapping.ts";

/**
 * When an expression is true, and when it is false. Where neither holds it is an error, as for a missing attribute.
 * Asked for on demand: a side that nobody needs may not be expressible.
 */
export interface Truth {
  readonly yes: () => Condition;
  readonly no: () => Condition;
}

/** What an expression can stand for; at most one case holds, and where none does it is an error. */
export type Cases = readonly Case[];

export interface Case {
  readonly when: Condition;
  readonly term: Term;
}

export type Term =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "null" }
  | { readonly kind: "truth"; readonly truth: Truth }
  | { readonly kind: "list"; readonly list: List }
  | { readonly kind: "object"; readonly attributes: Attributes; readonly place: Place }
  | { readonly kind: "map"; readonly entries: readonly MapEntry[] }
  | Moment
  | { readonly kind: "hierarchy"; readonly of: Scalar; readonly delimiter: string };

export interface MapEntry {
  readonly key: PlanOperand;
  readonly value: PlanOperand;
}

/** An instant or a duration: `sign` × the instant in a column, plus a constant. */
export interface Moment {
  readonly kind: "instant" | "duration";
  readonly of: Scalar | undefined;
  readonly sign: 1 | -1;
  readonly nanoseconds: bigint;
}

/** A list, as what gives its elements. */
export interface List {
  readonly defined: Condition;
  readonly isNull: Condition;
  readonly generators: readonly Generator[];
  /** The column that it is, when it is nothing else. */
  readonly stored?: ListValue;
  /** Which elements it has is known, but not how often. */
  readonly isSet?: boolean;
}

/** One element where a condition holds, or one for each of the rows where it holds. */
export interface Generator {
  readonly rows: Rows | undefined;
  readonly when: Condition;
  readonly item: Cases;
}

/** Where a term has a value, and where it is null. */
export interface States {
  readonly value: Condition;
  readonly null: Condition;
}

export function only(term: Term): Cases {
  return [{ when: always, term }];
}

export function scalarTerm(scalar: Scalar): Term {
  return { kind: "scalar", scalar };
}

/** Where a condition is met for some element. */
export function someOf({ rows }: Generator, where: Condition): Condition {
  if (rows === undefined || isNever(where)) return where;
  return { kind: "rows", quantifier: "some", rows, where };
}

/** Where a condition is met for no element. */
export function noneOf({ rows }: Generator, where: Condition): Condition {
  if (rows === undefined || isNever(where)) return complement(where);
  return { kind: "rows", quantifier: "none", rows, where };
}

export function statesOf(term: Term): States {
  switch (term.kind) {
    case "scalar":
      return { value: state("value", term.scalar), null: state("null", term.scalar) };
    case "null":
      return { value: never, null: always };
    case "truth":
      return { value: anyOf(term.truth.yes(), term.truth.no()), null: never };
    case "list":
      return { value: term.list.defined, null: term.list.isNull };
    case "object":
      return { value: objectIsThere(term.place), null: never };
    case "map":
      return { value: always, null: never };
    case "instant":
    case "duration":
    case "hierarchy":
      return { value: term.of === undefined ? always : state("value", term.of), null: never };
  }
}

function objectIsThere(place: Place): Condition {
  return place.via.length === 0 ? always : state("value", { kind: "parent", place });
}

/** Where an expression is no error. */
export function definedCases(cases: Cases): Condition {
  return anyOf(
    ...cases.map(({ when, term }) => {
      const { value, null: isNull } = statesOf(term);
      return allOf(when, anyOf(value, isNull));
    }),
  );
}

/** A test of each case; an error where no case holds. */
export function truthOfCases(cases: Cases, test: (term: Term) => Truth): Truth {
  const tests = cases.map(({ when, term }) => ({ when, truth: test(term) }));
  return {
    yes: () => anyOf(...tests.map(({ when, truth }) => allOf(when, truth.yes()))),
    no: () => anyOf(...tests.map(({ when, truth }) => allOf(when, truth.no()))),
  };
}

/** Every pair of a case of one and a case of the other. */
export function truthOfPairs(left: Cases, right: Cases, test: (left: Term, right: Term) => Truth): Truth {
  return truthOfCases(left, (one) => truthOfCases(right, (other) => test(one, other)));
}

/** An expression that is always an error. */
export const failure: Truth = { yes: () => never, no: () => never };

/** What a term says as a condition; an error for what is no boolean. */
export function truthOfTerm(term: Term): Truth {
  if (term.kind === "truth") return term.truth;
  if (term.kind !== "scalar") return failure;
  const { scalar } = term;
  if (booleanScalar(scalar)) {
    const is = (value: boolean) => compare("eq", scalar, { kind: "literal", type: "boolean", value });
    return { yes: () => is(true), no: () => is(false) };
  }
  return failure;
}

function booleanScalar(scalar: Scalar): boolean {
  switch (scalar.kind) {
    case "literal":
    case "computed":
      return scalar.type === "boolean";
    case "column":
      return scalar.column.type === "boolean";
    case "element":
      return scalar.list.of === "boolean";
    case "at":
      return scalar.list.list.of === "boolean";
    case "count":
      return false;
  }
}

function isNever(condition: Condition): boolean {
  return condition.kind === "constant" && !condition.value;
}
