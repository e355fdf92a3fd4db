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
import { type ElementParts, elementsOf } from "./elements-of.ts";

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
      this.#operation(program.operation, branches);
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

  #operation(operation: Operation, branches: ExpressionBranches): void {
    switch (operation.kind) {
      case "and":
      case "or":
        this.#sides(operation, branches);
        return;
      case "choose":
        this.#choice(operation, branches);
        return;
      case "computed": {
        const ofVariable = this.#map.branches.get(operation.computed);
        if (ofVariable !== undefined) this.#operation(operation.computed.program.operation, ofVariable);
        return;
      }
      case "bind":
        this.#operation(substituteLocal(operation.body, operation.local.slot, operation.value), branches);
        return;
      case "iterate":
        this.#elements(operation, branches);
        return;
      case "optional-map":
      case "or-else":
        this.#operation(operation.of, branches);
        return;
      default:
        visitOperands(operation, (operand) => this.#operation(operand, branches));
    }
  }

  /** The first side that decides is the last one that is looked at. */
  #sides(logic: Parameters<typeof sidesOf>[0], branches: ExpressionBranches): void {
    for (const side of sidesOf(logic)) {
      this.#operation(side, branches);
      if (this.#counted(side, branches) === (logic.kind === "or")) return;
    }
  }

  #choice(choice: Extract<Operation, { readonly kind: "choose" }>, branches: ExpressionBranches): void {
    this.#operation(choice.test, branches);
    const test = this.#counted(choice.test, branches);
    if (test === true) this.#operation(choice.whenTrue, branches);
    else if (test === false) this.#operation(choice.whenFalse, branches);
  }

  /** The bodies of macros once for each element, until one decides. */
  #elements(iterate: Extract<Operation, { readonly kind: "iterate" }>, branches: ExpressionBranches): void {
    this.#operation(iterate.range, branches);
    if (!hasBranches(iterate.body) && (iterate.filter === undefined || !hasBranches(iterate.filter))) return;
    const range = this.#valueOf(iterate.range);
    if (range === undefined || isCelError(range)) return;
    const deciding = decidingValues.get(iterate.macro);
    for (const element of elementsOf(iterate, range)) {
      const value = this.#element(element, branches);
      if (typeof value === "boolean" && value === deciding) return;
    }
  }

  #element({ filter, body }: ElementParts, branches: ExpressionBranches): Value | CelError | undefined {
    if (filter !== undefined) {
      this.#operation(filter, branches);
      if (this.#valueOf(filter) !== true) return undefined;
    }
    this.#operation(body, branches);
    return this.#valueOf(body);
  }

  #counted(part: Operation, branches: ExpressionBranches): Value | CelError | undefined {
    const value = this.#valueOf(part);
    if (value !== undefined) count(branches.get(branchKey(part)), value === true);
    return value;
  }

  /** `undefined` for what means nothing outside of its macro, or is too large. */
  #valueOf(operation: Operation): Value | CelError | undefined {
    try {
      const result = this.#evaluator.evaluate(operation, { activation: this.#run, unknowns: [] });
      return result.kind === "known" ? result.value : undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
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
