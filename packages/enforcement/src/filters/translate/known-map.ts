import type { PlanOperand } from "@orthrus/protocol";
import { always, never } from "../combine.ts";
import type { Translator } from "./operation.ts";
import { type Scope, unsupported } from "./scope.ts";
import type { List, MapEntry, Term } from "./term.ts";

/** What `in` and macros look through: the elements of a list, the keys of a map. */
export function asList(
  term: Term,
  operand: PlanOperand,
  scope: Scope,
  translator: Translator,
): List | undefined {
  if (term.kind === "object") throw unsupported(operand, "it looks through the names of attributes");
  if (term.kind === "list") return term.list;
  return term.kind === "map" ? keysOf(term.entries, scope, translator) : undefined;
}

function keysOf(entries: readonly MapEntry[], scope: Scope, { casesOf }: Translator): List {
  const generators = entries.map(({ key }) => ({ rows: undefined, when: always, item: casesOf(key, scope) }));
  return { defined: always, isNull: never, generators };
}
