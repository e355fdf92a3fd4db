import type { PlanExpression } from "@orthrus/protocol";
import { allOf, anyOf } from "../combine.ts";
import type { Condition } from "../condition.ts";
import { equalityTruth, membershipTruth, negated, orderTruth } from "./equality.ts";
import { hierarchyOperators } from "./hierarchy.ts";
import { asList } from "./known-map.ts";
import { operandAt, type TruthOperation } from "./operation.ts";
import { matchesTruth } from "./pattern.ts";
import { attributeState } from "./presence.ts";
import { quantifierOperators } from "./quantifiers.ts";
import { failure, type Term, type Truth, truthOfPairs } from "./term.ts";
import { textTruth } from "./text.ts";

const membership: TruthOperation = (operand, scope, translator) => {
  const items = translator.casesOf(operandAt(operand, 0), scope);
  const containers = translator.casesOf(operandAt(operand, 1), scope);
  return truthOfPairs(items, containers, (item, container) => {
    const list = asList(container, operand, scope, translator);
    return list === undefined ? failure : membershipTruth(item, list, operand);
  });
};

/** Operations whose result is a boolean, by the name that plans give them. */
export const truthOperators: ReadonlyMap<string, TruthOperation> = new Map<string, TruthOperation>([
  [
    "and",
    (operand, scope, { truthOf }) =>
      junction(
        operand.operands.map((each) => truthOf(each, scope)),
        allOf,
        anyOf,
      ),
  ],
  [
    "or",
    (operand, scope, { truthOf }) =>
      junction(
        operand.operands.map((each) => truthOf(each, scope)),
        anyOf,
        allOf,
      ),
  ],
  ["not", (operand, scope, { truthOf }) => negated(truthOf(operandAt(operand, 0), scope))],
  ["eq", pairwise(equalityTruth)],
  ["ne", pairwise((left, right, operand) => negated(equalityTruth(left, right, operand)))],
  ["lt", pairwise((left, right, operand) => orderTruth("lt", [left, right], operand))],
  ["le", pairwise((left, right, operand) => orderTruth("le", [left, right], operand))],
  ["gt", pairwise((left, right, operand) => orderTruth("gt", [left, right], operand))],
  ["ge", pairwise((left, right, operand) => orderTruth("ge", [left, right], operand))],
  ["in", membership],
  ["has", (operand, scope, translator) => attributeState(operandAt(operand, 0), scope, translator)],
  ["contains", pairwise((left, right, operand) => textTruth("contains", left, right, operand))],
  ["startsWith", pairwise((left, right, operand) => textTruth("startsWith", left, right, operand))],
  ["endsWith", pairwise((left, right, operand) => textTruth("endsWith", left, right, operand))],
  ["matches", pairwise((left, right, operand) => matchesTruth(left, right, operand))],
  ...quantifierOperators,
  ...hierarchyOperators,
]);

type Joined = (...conditions: readonly Condition[]) => Condition;

/** An error on one side gives way to a deciding value on the other. */
function junction(parts: readonly Truth[], whenTrue: Joined, whenFalse: Joined): Truth {
  return {
    yes: () => whenTrue(...parts.map(({ yes }) => yes())),
    no: () => whenFalse(...parts.map(({ no }) => no())),
  };
}

type PairTest = (left: Term, right: Term, operand: PlanExpression) => Truth;

function pairwise(test: PairTest): TruthOperation {
  return (operand, scope, { casesOf }) => {
    const left = casesOf(operandAt(operand, 0), scope);
    const right = casesOf(operandAt(operand, 1), scope);
    return truthOfPairs(left, right, (one, other) => test(one, other, operand));
  };
}
