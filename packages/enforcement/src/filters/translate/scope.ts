import type { PlanOperand } from "@orthrus/protocol";
import type { Row } from "../condition.ts";
import { FilterError } from "../errors.ts";
import type { ResourceMapping } from "../mapping.ts";
import { printWithoutValues } from "./print.ts";
import type { Cases } from "./term.ts";

/** What names mean while a filter is translated. */
export interface Scope {
  readonly mapping: ResourceMapping;
  readonly now: () => Date;
  readonly locals: ReadonlyMap<string, Cases>;
  readonly newRow: () => Row;
}

/** The same with the variable of a lambda. */
export function withLocal(scope: Scope, name: string, cases: Cases): Scope {
  return { ...scope, locals: new Map([...scope.locals, [name, cases]]) };
}

const ways =
  "read a column that has the answer, move the part into a rule of its own, or load more and ask the predicate of `filters/memory`";

/** Refuses a part of a filter. */
export function unsupported(operand: PlanOperand, reason: string, hint: string = ways): FilterError {
  const operator = operand.kind === "expression" ? operand.operator : "";
  const where = printWithoutValues(operand);
  return new FilterError(
    "enforcement/unsupported-condition",
    `\`${where}\` cannot be part of a query: ${reason}`,
    {
      operator,
      where,
      hint,
    },
  );
}
