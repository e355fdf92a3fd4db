import type { Json, PlanOperand } from "@orthrus/protocol";
import { always, never } from "../combine.ts";
import type { Literal } from "../condition.ts";
import { unsupported } from "./scope.ts";
import { type Cases, type Generator, only, scalarTerm, type Term } from "./term.ts";

/** A value of the filter. */
export function literalCases(operand: PlanOperand, value: Json): Cases {
  return only(literalTerm(operand, value));
}

function literalTerm(operand: PlanOperand, value: Json): Term {
  if (value === null) return { kind: "null" };
  switch (typeof value) {
    case "boolean":
      return scalarTerm({ kind: "literal", type: "boolean", value });
    case "number":
      return scalarTerm(numberLiteral(operand, value));
    case "string":
      return scalarTerm(textLiteral(operand, value));
    default:
      return isList(value) ? listTerm(operand, value) : mapTerm(value);
  }
}

const firstInexact = 2 ** 53;
const lastWhole = 2 ** 64;

function numberLiteral(operand: PlanOperand, value: number): Literal {
  // Plans have doubles only: an int of this size may have been another one in the policy.
  const size = Math.abs(value);
  if (size >= firstInexact && size <= lastWhole) {
    const reason = "plans do not keep whole numbers of 2^53 and more exactly";
    throw unsupported(operand, reason, "compare such numbers as texts");
  }
  return { kind: "literal", type: "number", value };
}

function textLiteral(operand: PlanOperand, value: string): Literal {
  if (/\p{Surrogate}|\0/u.test(value)) {
    throw unsupported(operand, "databases do not keep texts with NUL or half a surrogate pair as they are");
  }
  return { kind: "literal", type: "string", value };
}

function listTerm(operand: PlanOperand, values: readonly Json[]): Term {
  const generators = values.map((value): Generator => {
    return { rows: undefined, when: always, item: literalCases(operand, value) };
  });
  return { kind: "list", list: { defined: always, isNull: never, generators } };
}

function mapTerm(value: { readonly [key: string]: Json }): Term {
  const entries = Object.entries(value).map(([key, of]) => ({
    key: { kind: "value", value: key } as const,
    value: { kind: "value", value: of } as const,
  }));
  return { kind: "map", entries };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
