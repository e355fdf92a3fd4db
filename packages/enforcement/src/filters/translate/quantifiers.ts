import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { allOf, always, anyOf, compare, complement, never } from "../combine.ts";
import type { Condition, CountedRows, Scalar } from "../condition.ts";
import { membershipTruth } from "./equality.ts";
import { asList } from "./known-map.ts";
import { type ElementTest, filtered, lambdaOf, testsOf } from "./lambda.ts";
import { operandAt, type TruthOperation } from "./operation.ts";
import { unsupported } from "./scope.ts";
import { failure, type List, noneOf, someOf, type Truth, truthOfCases, truthOfPairs } from "./term.ts";

/** Questions about the elements of lists. */
export const quantifierOperators: ReadonlyMap<string, TruthOperation> = new Map<string, TruthOperation>([
  ["exists", overElements(existsTruth)],
  ["all", overElements(allTruth)],
  ["exists_one", overElements(existsOneTruth)],
  ["hasIntersection", ofLists(intersectionTruth)],
  ["has_intersection", ofLists(intersectionTruth)],
  ["isSubset", ofLists(subsetTruth)],
  ["is_subset", ofLists(subsetTruth)],
]);

type ElementsTest = (list: List, tests: readonly ElementTest[], operand: PlanExpression) => Truth;

function overElements(test: ElementsTest): TruthOperation {
  return (operand, scope, translator) => {
    const lambda = lambdaOf(operand);
    return truthOfCases(translator.casesOf(operandAt(operand, 0), scope), (term) => {
      const list = asList(term, operand, scope, translator);
      return list === undefined ? failure : test(list, testsOf(list, lambda, scope, translator), operand);
    });
  };
}

/** True for one is true, whatever errors there are. */
function existsTruth({ defined }: List, tests: readonly ElementTest[]): Truth {
  return {
    yes: () =>
      allOf(
        defined,
        anyOf(...tests.map(({ generator, truth }) => someOf(generator, allOf(generator.when, truth.yes())))),
      ),
    no: () =>
      allOf(
        defined,
        ...tests.map(({ generator, truth }) =>
          noneOf(generator, allOf(generator.when, complement(truth.no()))),
        ),
      ),
  };
}

/** False for one is false, whatever errors there are. */
function allTruth(list: List, tests: readonly ElementTest[]): Truth {
  const opposite = existsTruth(
    list,
    tests.map(({ generator, truth }) => ({ generator, truth: { yes: truth.no, no: truth.yes } })),
  );
  return { yes: opposite.no, no: opposite.yes };
}

/** True for exactly one; an error for any is an error of the whole. */
function existsOneTruth(list: List, tests: readonly ElementTest[], operand: PlanOperand): Truth {
  const { defined, generators } = filtered(list, tests);
  if (generators.every(({ rows }) => rows === undefined) && generators.length <= maxFixed) {
    const isOne = exactlyOne(generators.map(({ when }) => when));
    return { yes: () => allOf(defined, isOne), no: () => allOf(defined, complement(isOne)) };
  }
  const one: Scalar = { kind: "literal", type: "number", value: 1 };
  const count = countOf({ ...list, generators }, operand);
  return {
    yes: () => allOf(defined, compare("eq", count, one)),
    no: () => allOf(defined, compare("ne", count, one)),
  };
}

const maxFixed = 32;

/** Each of them without the others. */
function exactlyOne(conditions: readonly Condition[]): Condition {
  const opposites = conditions.map(complement);
  return anyOf(
    ...conditions.map((condition, index) =>
      allOf(condition, ...opposites.filter((_, other) => other !== index)),
    ),
  );
}

/** How many elements a list has. Throws: where an element that is no row depends on something. */
export function countOf({ generators, isSet }: List, operand: PlanOperand): Scalar {
  if (isSet === true)
    throw unsupported(operand, "it counts what lists have in common", "ask with `hasIntersection`");
  let plus = 0;
  const rows: CountedRows[] = [];
  for (const generator of generators) {
    if (isConstant(generator.when, false)) continue;
    if (generator.rows !== undefined) rows.push({ rows: generator.rows, where: generator.when });
    else if (isConstant(generator.when, true)) plus += 1;
    else throw unsupported(operand, "it counts elements of a fixed list");
  }
  return rows.length === 0
    ? { kind: "literal", type: "number", value: plus }
    : { kind: "count", of: rows, plus };
}

function isConstant(condition: Condition, value: boolean): boolean {
  return condition.kind === "constant" && condition.value === value;
}

type ListsTest = (left: List, right: List, operand: PlanExpression) => Truth;

function ofLists(test: ListsTest): TruthOperation {
  return (operand, scope, { casesOf }) => {
    const left = casesOf(operandAt(operand, 0), scope);
    const right = casesOf(operandAt(operand, 1), scope);
    return truthOfPairs(left, right, (one, other) =>
      one.kind === "list" && other.kind === "list" ? test(one.list, other.list, operand) : failure,
    );
  };
}

function intersectionTruth(left: List, right: List, operand: PlanExpression): Truth {
  const both = allOf(left.defined, right.defined);
  // Rows outside, so that a fixed list goes into the query as one list of values.
  const [outer, inner] = left.generators.every(({ rows }) => rows === undefined)
    ? [right, left]
    : [left, right];
  const tests = membershipTests(outer, inner, operand);
  return {
    yes: () => allOf(both, existsTruth({ ...outer, defined: always }, tests).yes()),
    no: () =>
      allOf(
        both,
        ...tests.map(({ generator, truth }) => noneOf(generator, allOf(generator.when, truth.yes()))),
      ),
  };
}

function subsetTruth(left: List, right: List, operand: PlanExpression): Truth {
  const both = allOf(left.defined, right.defined);
  const tests = membershipTests(left, right, operand);
  return {
    yes: () =>
      allOf(
        both,
        ...tests.map(({ generator, truth }) => noneOf(generator, allOf(generator.when, truth.no()))),
      ),
    no: () =>
      allOf(
        both,
        anyOf(...tests.map(({ generator, truth }) => someOf(generator, allOf(generator.when, truth.no())))),
      ),
  };
}

/** Whether each element of a list is in another, which is known to be one. */
export function membershipTests(left: List, right: List, operand: PlanExpression): readonly ElementTest[] {
  const known = { ...right, defined: always, isNull: never };
  return left.generators.map((generator) => ({
    generator,
    truth: truthOfCases(generator.item, (item) => membershipTruth(item, known, operand)),
  }));
}
