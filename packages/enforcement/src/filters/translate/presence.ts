import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { allOf, anyOf, state } from "../combine.ts";
import type { StateTest } from "../condition.ts";
import { selectField, variableCases } from "./attribute.ts";
import { operandAt, type Translator } from "./operation.ts";
import { type Scope, unsupported } from "./scope.ts";
import { type Cases, statesOf, type Term, type Truth, truthOfCases } from "./term.ts";

/** `has(of.name)`: whether an object has an attribute; an error where there is no object. */
export function attributeState(operand: PlanOperand, scope: Scope, translator: Translator): Truth {
  const { of, name } = selection(operand, scope, translator);
  return truthOfCases(of, (object) => {
    if (object.kind !== "object")
      throw unsupported(operand, "it asks what something else than an object has");
    const isObject = statesOf(object).value;
    const [field] = selectField([{ when: isObject, term: object }], name, scope, name);
    if (field === undefined) throw unsupported(operand, "it asks for nothing");
    const states = statesOf(field.term);
    return {
      yes: () => allOf(isObject, anyOf(states.value, states.null)),
      no: () => allOf(isObject, ...missing(field.term)),
    };
  });
}

/** What must hold for a term to be neither a value nor null. */
function missing(term: Term): readonly ReturnType<typeof state>[] {
  const of = testable(term);
  return of === undefined
    ? [{ kind: "constant", value: false }]
    : [state("no-value", of), state("not-null", of)];
}

function testable(term: Term): StateTest["of"] | undefined {
  switch (term.kind) {
    case "scalar":
      return term.scalar;
    case "list":
      return term.list.stored;
    case "object":
      return term.place.via.length === 0 ? undefined : { kind: "parent", place: term.place };
    default:
      return undefined;
  }
}

interface Selection {
  readonly of: Cases;
  readonly name: string;
}

function selection(operand: PlanOperand, scope: Scope, translator: Translator): Selection {
  if (operand.kind === "variable") {
    const end = operand.name.lastIndexOf(".");
    return { of: variableCases(operand.name.slice(0, end), scope), name: operand.name.slice(end + 1) };
  }
  if (operand.kind === "expression" && operand.operator === "get-field") {
    return { of: translator.casesOf(operandAt(operand, 0), scope), name: fieldName(operand) };
  }
  throw unsupported(operand, "it asks whether something else than an attribute is there");
}

/** The field that `get-field` reads. */
export function fieldName(operand: PlanExpression): string {
  const field = operandAt(operand, 1);
  if (field.kind === "variable") return field.name;
  throw unsupported(operand, "the name of the field is not fixed");
}
