import type { ComputedVariable } from "@orthrus/cel";
import type { ResolvedDefinitions } from "../condition/compile-expression.ts";
import type { VariableSet } from "../model/compiled-policy.ts";
import type { ConstantValue } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import type { CollectedDefinitions, CollectedVariable, CompileContext } from "./collect-definitions.ts";
import type { ErrorPlace } from "./compile-error.ts";
import { invalidExpression, undefinedDefinition } from "./compile-problems.ts";
import { addTo } from "./grouping.ts";

/** Where a definition is used, and the expression there; a variable of another file has none. */
type UsePlace = ErrorPlace & { readonly text?: string };

/** Collects which definitions the expressions of one policy, or of one derived role, need. */
export class VariableUsage {
  readonly #definitions: CollectedDefinitions;
  readonly #context: CompileContext;
  readonly #used = new Map<string, CollectedVariable>();
  readonly #usedConstants = new Map<string, ConstantValue>();

  constructor(definitions: CollectedDefinitions, context: CompileContext) {
    this.#definitions = definitions;
    this.#context = context;
  }

  /**
   * Checks an expression and marks what it refers to, directly or through variables.
   *
   * Reports: `policy/invalid-expression`, `policy/undefined-variable`, `policy/undefined-constant`.
   */
  useExpression({ value: text, span }: Located<string>): void {
    const { source } = this.#definitions.policy;
    const inspected = this.#context.expressions.inspect(text);
    const { messages, variables, constants } = inspected;
    if (messages.length > 0) {
      this.#context.report(invalidExpression(text, inspected, { source, span }, this.#definitions));
    }
    const place = { source, span, text };
    this.#useConstants(constants, place);
    for (const name of variables) this.#useVariable(name, place);
  }

  #useVariable(name: string, place: UsePlace): void {
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const variable = this.#definitions.variables.get(next);
      if (variable === undefined && next === name) this.#reportUndefined("variable", name, place);
      if (variable === undefined || this.#used.has(next)) continue;
      this.#used.set(next, variable);
      this.#useConstants(variable.references.constants, this.#placeOf(variable));
      pending.push(...variable.references.variables);
    }
  }

  #useConstants(names: readonly string[], place: UsePlace): void {
    for (const name of names) {
      const value = this.#definitions.constants.get(name);
      if (value === undefined) this.#reportUndefined("constant", name, place);
      else this.#usedConstants.set(name, value);
    }
  }

  #reportUndefined(kind: "variable" | "constant", name: string, { text, ...place }: UsePlace): void {
    this.#context.report(
      undefinedDefinition({ kind, name, ...(text === undefined ? {} : { text }) }, place, this.#definitions),
    );
  }

  /** COMPAT(cerbos): a definition in another file has no place in the file that the message is about. */
  #placeOf({ source, span }: CollectedVariable): ErrorPlace {
    const own = this.#definitions.policy.source;
    return source === own ? { source, span } : { source: own, span: undefined };
  }

  /**
   * Compiles the used variables, each after those it needs. INVARIANT: nothing has been reported.
   *
   * COMPAT(cerbos): `V` and `C` by themselves hold what is used, and in a variable only the variables before it.
   */
  resolve(): ResolvedDefinitions & VariableSet {
    const computed = new Map<string, ComputedVariable>();
    const resolved = { computed, constants: this.#usedConstants };
    for (const variable of inOrderOfNeed(this.#used)) {
      const program = this.#context.expressions.compile(variable.value, resolved);
      computed.set(variable.name, { slot: computed.size, program });
    }
    return resolved;
  }
}

/** COMPAT(cerbos): of those that need nothing more, always the first by name. */
function inOrderOfNeed(variables: ReadonlyMap<string, CollectedVariable>): readonly CollectedVariable[] {
  const needs = new Map<string, number>();
  const neededBy = new Map<string, string[]>();
  for (const [name, { references }] of variables) {
    needs.set(name, references.variables.length);
    for (const needed of references.variables) addTo(neededBy, needed, name);
  }
  const ordered: CollectedVariable[] = [];
  const ready = [...variables.keys()].filter((name) => needs.get(name) === 0).sort();
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    const variable = variables.get(name);
    if (variable !== undefined) ordered.push(variable);
    for (const dependent of neededBy.get(name) ?? []) {
      const left = (needs.get(dependent) ?? 0) - 1;
      needs.set(dependent, left);
      if (left === 0) insertSorted(ready, dependent);
    }
  }
  return ordered;
}

function insertSorted(names: string[], name: string): void {
  let from = 0;
  let to = names.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((names[middle] ?? "") < name) from = middle + 1;
    else to = middle;
  }
  names.splice(from, 0, name);
}
