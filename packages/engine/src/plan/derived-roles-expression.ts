import { listType, type Operation, stringType } from "@orthrus/cel";
import type { CompiledDerivedRole } from "@orthrus/policy";
import {
  type ConditionContext,
  createConditionPlanner,
  type DerivedRolesExpression,
} from "./plan-conditions.ts";
import type { PlanNode } from "./plan-node.ts";

/**
 * Says which derived roles are active as an expression, because that depends on the resource.
 *
 * Shape: `["any"] + (R.attr.owner == "ada" ? ["owner"] : [])`. Conditions of derived roles themselves see none.
 */
export function derivedRolesExpression(
  candidates: readonly CompiledDerivedRole[],
  context: ConditionContext,
): DerivedRolesExpression {
  let known: ReturnType<DerivedRolesExpression> | undefined;
  return () => {
    known ??= expressionOf(candidates, context);
    return known;
  };
}

/** The principal's own policies, and the conditions of derived roles, see none. */
export const noDerivedRoles: DerivedRolesExpression = () => ({ operation: names([]), needs: [] });

function expressionOf(
  candidates: readonly CompiledDerivedRole[],
  context: ConditionContext,
): ReturnType<DerivedRolesExpression> {
  const conditions = createConditionPlanner(context, noDerivedRoles);
  const planned = candidates.map(({ name, condition }) => ({ name, ...conditions.plan(condition) }));
  const elements = planned.map(({ name, node }) => elementOf(name, node));
  const last = elements.pop();
  const operation =
    last &&
    elements.reduceRight(
      (right, left): Operation => ({ kind: "arithmetic", operator: "add", ...listBase, left, right }),
      last,
    );
  return { operation: operation ?? names([]), needs: planned.flatMap(({ needs }) => needs) };
}

const place = { start: 0, end: 0, offset: 0 };
const listBase = { type: listType(stringType), place };

function names(value: readonly string[]): Operation {
  return { kind: "constant", ...listBase, value };
}

function elementOf(name: string, node: PlanNode): Operation {
  if (node.kind === "constant") return names(node.value ? [name] : []);
  return {
    kind: "choose",
    ...listBase,
    test: operationOf(node),
    whenTrue: names([name]),
    whenFalse: names([]),
  };
}

function operationOf(node: PlanNode): Operation {
  const base = { type: { kind: "bool" } as const, place };
  switch (node.kind) {
    case "constant":
      return { kind: "constant", ...base, value: node.value };
    case "expression":
      return node.operation;
    case "not":
      return { kind: "not", ...base, of: operationOf(node.of) };
    case "and":
    case "or": {
      const { kind } = node;
      return node.of
        .map(operationOf)
        .reduceRight((right, left): Operation => ({ kind, ...base, left, right }));
    }
  }
}
