import type { PlanExpression } from "@orthrus/protocol";
import { allOf, always, never } from "../combine.ts";
import { typeOfScalar } from "../condition.ts";
import { refuseTimeText } from "./equality.ts";
import { asList } from "./known-map.ts";
import { filtered, lambdaOf, mapped, testsOf } from "./lambda.ts";
import { operandAt, type TermOperation, type Translator } from "./operation.ts";
import { countOf, membershipTests } from "./quantifiers.ts";
import { type Scope, unsupported, withLocal } from "./scope.ts";
import { type Cases, definedCases, type List, only, scalarTerm, type Term } from "./term.ts";

/** Operations that make lists, or measure them. */
export const listOperators: ReadonlyMap<string, TermOperation> = new Map<string, TermOperation>([
  ["list", literalList],
  [
    "filter",
    overList((list, operand, scope, translator) =>
      filtered(list, testsOf(list, lambdaOf(operand), scope, translator)),
    ),
  ],
  ["map", overList(changed)],
  ["transformList", overList(changed)],
  ["intersect", ofLists((left, right, operand) => inCommon(left, right, operand))],
  ["except", ofLists((left, right, operand) => without(left, right, operand))],
  ["size", sizeOf],
]);

function literalList(operand: PlanExpression, scope: Scope, { casesOf }: Translator): Cases {
  const generators = operand.operands.map((each) => ({
    rows: undefined,
    when: always,
    item: casesOf(each, scope),
  }));
  const defined = allOf(...generators.map(({ item }) => definedCases(item)));
  return only({ kind: "list", list: { defined, isNull: never, generators } });
}

type ListChange = (list: List, operand: PlanExpression, scope: Scope, translator: Translator) => List;

function overList(change: ListChange): TermOperation {
  return (operand, scope, translator) =>
    translator.casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }) => {
      const list = asList(term, operand, scope, translator);
      return list === undefined ? [] : { when, term: listTerm(change(list, operand, scope, translator)) };
    });
}

function listTerm(list: List): Term {
  return { kind: "list", list: { ...list, isNull: never } };
}

function changed(list: List, operand: PlanExpression, scope: Scope, translator: Translator): List {
  const { filter, body, variable } = lambdaOf(operand);
  const kept =
    filter === undefined
      ? list
      : filtered(list, testsOf(list, { filter: undefined, body: filter, variable }, scope, translator));
  return mapped(kept, (item) => translator.casesOf(body, withLocal(scope, variable, item)));
}

type ListsOperation = (left: List, right: List, operand: PlanExpression) => List;

function ofLists(operation: ListsOperation): TermOperation {
  return (operand, scope, { casesOf }) =>
    casesOf(operandAt(operand, 0), scope).flatMap((one) =>
      casesOf(operandAt(operand, 1), scope).flatMap((other) => {
        if (one.term.kind !== "list" || other.term.kind !== "list") return [];
        const list = operation(one.term.list, other.term.list, operand);
        return { when: allOf(one.when, other.when), term: listTerm(list) };
      }),
    );
}

function inCommon(left: List, right: List, operand: PlanExpression): List {
  const kept = filtered(left, membershipTests(left, right, operand));
  return { ...kept, defined: allOf(left.defined, right.defined), isSet: true };
}

function without(left: List, right: List, operand: PlanExpression): List {
  const tests = membershipTests(left, right, operand);
  const kept = filtered(
    left,
    tests.map(({ generator, truth }) => ({ generator, truth: { yes: truth.no, no: truth.yes } })),
  );
  return { ...kept, defined: allOf(left.defined, right.defined) };
}

/** `size` of a list in elements, of a text in code points. */
function sizeOf(operand: PlanExpression, scope: Scope, { casesOf }: Translator): Cases {
  return casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }): Cases => {
    if (term.kind === "list") {
      return [{ when: allOf(when, term.list.defined), term: scalarTerm(countOf(term.list, operand)) }];
    }
    if (term.kind === "map") {
      return [{ when, term: scalarTerm({ kind: "literal", type: "number", value: term.entries.length }) }];
    }
    if (term.kind === "object" || term.kind === "hierarchy") throw unsupported(operand, "it counts names");
    if (term.kind !== "scalar") return [];
    const { scalar } = term;
    return textSize(scalar, when, operand);
  });
}

function textSize(
  scalar: Extract<Term, { kind: "scalar" }>["scalar"],
  when: Cases[number]["when"],
  operand: PlanExpression,
): Cases {
  const type = typeOfScalar(scalar);
  refuseTimeText(scalar, operand);
  if (type !== "string") return [];
  if (scalar.kind === "literal") {
    const value = Array.from(String(scalar.value)).length;
    return [{ when, term: scalarTerm({ kind: "literal", type: "number", value }) }];
  }
  return [{ when, term: scalarTerm({ kind: "computed", operator: "size", type: "number", of: [scalar] }) }];
}
