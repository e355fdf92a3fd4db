import type { CallExpression, Expression } from "./ast.ts";

export type LogicOperator = "_&&_" | "_||_";

/**
 * Builds the tree of `a && b && c && …`, as flat as possible, so that a long chain is no deep tree.
 *
 * Shape: four terms → `(a && b) && (c && d)`. `operators[i]` is the place of the operator before `terms[i + 1]`.
 * COMPAT(cerbos): plans show this shape.
 */
export function balanceChain(
  name: LogicOperator,
  terms: readonly [Expression, ...Expression[]],
  operators: readonly number[],
): Expression {
  const build = (from: number, to: number): Expression => {
    const middle = Math.floor((from + to + 1) / 2);
    const left = middle === from ? at(terms, middle) : build(from, middle - 1);
    const right = middle === to ? at(terms, middle + 1) : build(middle + 1, to);
    return joined(name, left, right, at(operators, middle));
  };
  return operators.length === 0 ? terms[0] : build(0, operators.length - 1);
}

function joined(name: LogicOperator, left: Expression, right: Expression, offset: number): CallExpression {
  return {
    kind: "call",
    name,
    target: undefined,
    args: [left, right],
    offset,
    start: left.start,
    end: right.end,
  };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
