/** An aggregation expression of MongoDB, as it goes into `$expr`. */
export type Expression =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly Expression[]
  | { readonly [key: string]: Expression };

export const nothing: Expression = null;

/** A text as it is, also where it begins with a dollar sign. */
export function literalText(text: string): Expression {
  return { $literal: text };
}

/** `then` is evaluated only where the test holds, which is true of no other operator: others may fail on wrong types. */
export function when(test: Expression, then: Expression, otherwise: Expression = nothing): Expression {
  return { $cond: [test, then, otherwise] };
}

export function isType(value: Expression, ...types: readonly string[]): Expression {
  return { $in: [{ $type: value }, types] };
}

export function both(...tests: readonly Expression[]): Expression {
  const [first, second] = tests;
  return first !== undefined && second === undefined ? first : { $and: tests };
}

export function not(test: Expression): Expression {
  return { $not: [test] };
}

/** Holds where an expression has something else than null. */
export function isThere(value: Expression): Expression {
  return { $ne: [value, nothing] };
}

/** Evaluates expressions once, for another that uses them more than once. */
export function withValues(values: Readonly<Record<string, Expression>>, use: Expression): Expression {
  return { $let: { vars: values, in: use } };
}
