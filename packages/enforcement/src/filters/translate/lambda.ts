import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { allOf, anyOf, complement } from "../combine.ts";
import type { Condition } from "../condition.ts";
import { operandAt, type Translator } from "./operation.ts";
import { type Scope, unsupported, withLocal } from "./scope.ts";
import { type Cases, definedCases, type Generator, type List, noneOf, type Truth } from "./term.ts";

/** A lambda of one variable. */
export interface Lambda {
  readonly filter: PlanOperand | undefined;
  readonly body: PlanOperand;
  readonly variable: string;
}

/** The lambda that an operation on a list has. Throws: for one of two variables. */
export function lambdaOf(operation: PlanExpression): Lambda {
  const lambda = operandAt(operation, 1);
  if (lambda.kind !== "expression" || lambda.operator !== "lambda")
    throw unsupported(operation, "it has no lambda");
  const variable = lambda.operands.at(-1);
  const body = lambda.operands.at(-2);
  if (variable?.kind !== "variable" || body === undefined) throw unsupported(operation, "it has no variable");
  if (lambda.operands.length === 2) return { filter: undefined, body, variable: variable.name };
  // With three operands, a variable before the last may be a second one: plans do not say.
  const isPair = body.kind === "variable" && !body.name.includes(".");
  if (operation.operator !== "transformList" || isPair) {
    throw unsupported(operation, "rows and elements have no keys", "use the form with one variable");
  }
  return { filter: operandAt(lambda, 0), body, variable: variable.name };
}

/** What holds of one element. */
export interface ElementTest {
  readonly generator: Generator;
  readonly truth: Truth;
}

/** Asks something of each element of a list. */
export function testsOf(
  list: List,
  lambda: Lambda,
  scope: Scope,
  { truthOf }: Translator,
): readonly ElementTest[] {
  return list.generators.map((generator) => ({
    generator,
    truth: truthOf(lambda.body, withLocal(scope, lambda.variable, generator.item)),
  }));
}

/** The elements for which a test holds. Where it is an error for one of them, so is the whole list. */
export function filtered(list: List, tests: readonly ElementTest[]): List {
  const isAnswered = tests.map(({ generator, truth }) =>
    noneOf(generator, allOf(generator.when, complement(anyOf(truth.yes(), truth.no())))),
  );
  return {
    defined: allOf(list.defined, ...isAnswered),
    isNull: list.isNull,
    generators: tests.map(({ generator, truth }) => ({
      ...generator,
      when: allOf(generator.when, truth.yes()),
    })),
    ...(list.isSet === true && { isSet: true }),
  };
}

/** What a function makes of each element. Where it is an error for one of them, so is the whole list. */
export function mapped(list: List, change: (item: Cases) => Cases): List {
  const generators = list.generators.map((generator) => ({ ...generator, item: change(generator.item) }));
  const isDefined: readonly Condition[] = generators.map((generator) =>
    noneOf(generator, allOf(generator.when, complement(definedCases(generator.item)))),
  );
  return { defined: allOf(list.defined, ...isDefined), isNull: list.isNull, generators };
}
