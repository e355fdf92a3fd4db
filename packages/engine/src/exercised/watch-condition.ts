import {
  type CelError,
  isCelError,
  type Operation,
  type PartialEvaluator,
  substituteLocal,
  type Value,
  visitOperands,
} from "@orthrus/cel";
import type { Condition } from "@orthrus/policy";
import type { Run } from "../check/run.ts";
import { branchKey, hasBranches, sidesOf } from "./branches.ts";
import type { BranchRecord, CoverageMap, ExpressionBranches } from "./coverage-map.ts";
import { elementsOf } from "./elements-of.ts";

type Outcome = "holds" | "fails" | "error";

/**
 * Follows a condition as a check does, and counts what its parts come to. `run` has the variables of the condition.
 */
export function watchCondition(
  condition: Condition,
  map: CoverageMap,
  evaluator: PartialEvaluator,
  run: Run,
): void {
  new ConditionWatch(map, evaluator, run).visit(condition);
}

class ConditionWatch {
  readonly #map: CoverageMap;
  readonly #evaluator: PartialEvaluator;
  readonly #run: Run;

  constructor(map: CoverageMap, evaluator: PartialEvaluator, run: Run) {
    this.#map = map;
    this.#evaluator = evaluator;
    this.#run = run;
  }

  visit(condition: Condition): Outcome {
    const outcome =
      condition.kind === "expression"
        ? this.#expression(condition)
        : this.#group(condition.kind, condition.of);
    count(this.#map.conditions.get(condition), outcome === "holds");
    return outcome;
  }

  #expression(condition: Extract<Condition, { readonly kind: "expression" }>): Outcome {
    const { program } = condition;
    const branches = this.#map.branches.get(condition);
    const readsVariables = program.reads.some(([name]) => name === "V" || name === "variables");
    if (branches !== undefined && (branches.size > 0 || readsVariables))
      this.#operation(program.operation, { branches, put: asItIs });
    const value = program.evaluate(this.#run);
    if (isCelError(value)) return this.#run.isStrict ? "error" : "fails";
    return value === true ? "holds" : "fails";
  }

  /** Decided by the first part with the outcome that decides, as in a check. */
  #group(kind: "all" | "any" | "none", parts: readonly Condition[]): Outcome {
    const deciding = kind === "all" ? "fails" : "holds";
    for (const part of parts) {
      const outcome = this.visit(part);
      if (outcome === "error") return outcome;
      if (outcome === deciding) return kind === "any" ? "holds" : "fails";
    }
    return kind === "any" ? "fails" : "holds";
  }

  #operation(operation: Operation, scope: ExpressionScope): void {
    switch (operation.kind) {
      case "and":
      case "or":
        this.#sides(operation, scope);
        return;
      case "choose":
        this.#choice(operation, scope);
        return;
      case "computed": {
        const branches = this.#map.branches.get(operation.computed);
        if (branches !== undefined) {
          this.#operation(operation.computed.program.operation, { branches, put: asItIs });
        }
        return;
      }
      case "bind": {
        const { local, value, body } = operation;
        this.#operation(value, scope);
        this.#operation(body, {
          ...scope,
          put: (part) => scope.put(substituteLocal(part, local.slot, value)),
        });
        return;
      }
      case "iterate":
        this.#elements(operation, scope);
        return;
      case "optional-map":
      case "or-else":
        this.#operation(operation.of, scope);
        return;
      default:
        visitOperands(operation, (operand) => this.#operation(operand, scope));
    }
  }

  /** The first side that decides is the last one that is looked at. */
  #sides(logic: Parameters<typeof sidesOf>[0], scope: ExpressionScope): void {
    for (const side of sidesOf(logic)) {
      this.#operation(side, scope);
      if (this.#counted(side, scope) === (logic.kind === "or")) return;
    }
  }

  #choice(choice: Extract<Operation, { readonly kind: "choose" }>, scope: ExpressionScope): void {
    this.#operation(choice.test, scope);
    const test = this.#counted(choice.test, scope);
    if (test === true) this.#operation(choice.whenTrue, scope);
    else if (test === false) this.#operation(choice.whenFalse, scope);
  }

  /** The bodies of macros once for each element, until one decides. */
  #elements(iterate: Iterate, scope: ExpressionScope): void {
    const { range, filter, body, macro } = iterate;
    this.#operation(range, scope);
    if (!hasBranches(body) && (filter === undefined || !hasBranches(filter))) return;
    const elements = this.#valueOf(range, scope);
    if (elements === undefined || isCelError(elements)) return;
    const deciding = decidingValues.get(macro);
    for (const putElement of elementsOf(iterate, elements)) {
      const value = this.#element(iterate, { ...scope, put: (part) => scope.put(putElement(part)) });
      if (typeof value === "boolean" && value === deciding) return;
    }
  }

  #element({ filter, body }: Iterate, scope: ExpressionScope): Value | CelError | undefined {
    if (filter !== undefined) {
      this.#operation(filter, scope);
      if (this.#valueOf(filter, scope) !== true) return undefined;
    }
    this.#operation(body, scope);
    return this.#valueOf(body, scope);
  }

  #counted(part: Operation, scope: ExpressionScope): Value | CelError | undefined {
    const value = this.#valueOf(part, scope);
    if (value !== undefined) count(scope.branches.get(branchKey(part)), value === true);
    return value;
  }

  /** `undefined` for what is too large once variables are written out. */
  #valueOf(operation: Operation, { put }: ExpressionScope): Value | CelError | undefined {
    try {
      const result = this.#evaluator.evaluate(put(operation), { activation: this.#run, unknowns: [] });
      return result.kind === "known" ? result.value : undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

type Iterate = Extract<Operation, { readonly kind: "iterate" }>;

/** Where in an expression a part is. */
interface ExpressionScope {
  readonly branches: ExpressionBranches;
  /** Writes values in the place of the variables of macros around it. */
  readonly put: (part: Operation) => Operation;
}

function asItIs(part: Operation): Operation {
  return part;
}

/** Of macros that end early: what the body has to come to. */
const decidingValues: ReadonlyMap<string, boolean> = new Map([
  ["all", false],
  ["exists", true],
]);

function count(record: Pick<BranchRecord, "held" | "failed"> | undefined, holds: boolean): void {
  if (record === undefined) return;
  if (holds) record.held += 1;
  else record.failed += 1;
}
