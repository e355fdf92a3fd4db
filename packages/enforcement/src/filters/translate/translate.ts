import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import type { Condition } from "../condition.ts";
import { resourceRow } from "../condition.ts";
import type { ResourceMapping } from "../mapping.ts";
import { variableCases } from "./attribute.ts";
import { literalCases } from "./literal.ts";
import type { Translator } from "./operation.ts";
import type { Scope } from "./scope.ts";
import { unsupported } from "./scope.ts";
import { type Cases, only, type Truth, truthOfCases, truthOfTerm } from "./term.ts";
import { termOperators } from "./term-operators.ts";
import { truthOperators } from "./truth-operators.ts";

export interface TranslationOptions {
  /** The clock behind `timeSince()`. */
  readonly now?: () => Date;
}

/**
 * Says where a filter is true, in terms of columns.
 *
 * Throws: `FilterError` for what a query cannot say; nothing is left out or widened.
 */
export function translateFilter(
  condition: PlanOperand,
  mapping: ResourceMapping,
  options: TranslationOptions = {},
): Condition {
  let lastRow = resourceRow;
  const scope: Scope = {
    mapping,
    now: options.now ?? (() => new Date()),
    locals: new Map(),
    newRow: () => {
      lastRow += 1;
      return lastRow;
    },
  };
  return truthOf(condition, scope).yes();
}

const translator: Translator = { truthOf, casesOf };

function truthOf(operand: PlanOperand, scope: Scope): Truth {
  const operation = operand.kind === "expression" ? truthOperators.get(operand.operator) : undefined;
  if (operation !== undefined && operand.kind === "expression") return operation(operand, scope, translator);
  return truthOfCases(casesOf(operand, scope), truthOfTerm);
}

function casesOf(operand: PlanOperand, scope: Scope): Cases {
  switch (operand.kind) {
    case "value":
      return literalCases(operand, operand.value);
    case "variable":
      return variableCases(operand.name, scope);
    case "expression":
      return operationCases(operand, scope);
  }
}

function operationCases(operand: PlanExpression, scope: Scope): Cases {
  const operation = termOperators.get(operand.operator);
  if (operation !== undefined) return operation(operand, scope, translator);
  if (truthOperators.has(operand.operator)) return only({ kind: "truth", truth: truthOf(operand, scope) });
  throw unsupported(operand, `no query has a word for \`${operand.operator}\``);
}
