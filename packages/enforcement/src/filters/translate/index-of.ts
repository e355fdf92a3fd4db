import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { allOf } from "../combine.ts";
import { selectField } from "./attribute.ts";
import { equalityTruth } from "./equality.ts";
import { operandAt, type TermOperation, type Translator } from "./operation.ts";
import { fieldName } from "./presence.ts";
import { type Scope, unsupported } from "./scope.ts";
import { type Case, type Cases, type List, only, scalarTerm, type Term } from "./term.ts";

/** `of[key]`: a field of an object, an entry of a known map, an element of a list. */
export const indexOperation: TermOperation = (operand, scope, translator) =>
  elementOf({ operand, scope, translator }, operandAt(operand, 1));

/** `of.name` where `of` is no name itself. */
export const fieldOperation: TermOperation = (operand, scope, translator) =>
  elementOf({ operand, scope, translator }, { kind: "value", value: fieldName(operand) });

interface Indexing {
  readonly operand: PlanExpression;
  readonly scope: Scope;
  readonly translator: Translator;
}

function elementOf(indexing: Indexing, key: PlanOperand): Cases {
  const { operand, scope, translator } = indexing;
  return translator
    .casesOf(operandAt(operand, 0), scope)
    .flatMap(({ when, term }) =>
      elementCases(term, key, indexing).map((each) => ({ ...each, when: allOf(when, each.when) })),
    );
}

function elementCases(term: Term, key: PlanOperand, { operand, scope, translator }: Indexing): Cases {
  switch (term.kind) {
    case "object": {
      if (key.kind !== "value" || typeof key.value !== "string") {
        throw unsupported(operand, "which attribute it reads is not fixed");
      }
      return selectField(only(term), key.value, scope, key.value);
    }
    case "map":
      return term.entries.flatMap(({ key: name, value }) =>
        entryCases(name, value, key, { operand, scope, translator }),
      );
    case "list":
      return listElement(term.list, key, { operand, scope, translator });
    default:
      throw unsupported(operand, "it looks into something that is neither list nor map");
  }
}

/** An entry of a known map, where the key is its key. */
function entryCases(
  name: PlanOperand,
  value: PlanOperand,
  key: PlanOperand,
  { operand, scope, translator }: Indexing,
): Cases {
  const names = translator.casesOf(name, scope);
  return translator.casesOf(key, scope).flatMap((asked): readonly Case[] =>
    names.flatMap((each): readonly Case[] => {
      const isKey = equalityTruth(asked.term, each.term, operand).yes();
      return translator
        .casesOf(value, scope)
        .map(({ when, term }) => ({ when: allOf(asked.when, each.when, isKey, when), term }));
    }),
  );
}

function listElement(list: List, key: PlanOperand, { operand, scope, translator }: Indexing): Cases {
  const position = key.kind === "value" && typeof key.value === "number" ? key.value : undefined;
  if (list.stored !== undefined && position !== undefined) {
    if (!Number.isInteger(position) || position < 0) return [];
    return only(scalarTerm({ kind: "at", list: list.stored, index: position }));
  }
  const isFixed = list.generators.every(
    ({ rows, when }) => rows === undefined && when.kind === "constant" && when.value,
  );
  if (!isFixed) throw unsupported(operand, "rows have no order", "ask with `exists` or `all`");
  if (position !== undefined) return inList(list, list.generators[position]?.item ?? []);
  return list.generators.flatMap(({ item }, index) =>
    translator.casesOf(key, scope).flatMap(({ when, term }) => {
      const at: Term = scalarTerm({ kind: "literal", type: "number", value: index });
      const isAt = equalityTruth(term, at, operand).yes();
      return inList(list, item).map((each) => ({ ...each, when: allOf(when, isAt, each.when) }));
    }),
  );
}

function inList({ defined }: List, cases: Cases): Cases {
  return cases.map(({ when, term }) => ({ when: allOf(defined, when), term }));
}
