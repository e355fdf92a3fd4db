import {
  type Activation,
  isCelError,
  type Operation,
  type PartialActivation,
  type PartialEvaluator,
} from "@orthrus/cel";
import type { Condition } from "@orthrus/policy";
import { PlanError } from "./plan-error.ts";
import { allOf, always, anyOf, constantNode, invert, never, type PlanNode } from "./plan-node.ts";
import { printOperand } from "./print-operand.ts";
import { type PlanPresence, renderOperation } from "./render-operation.ts";
import { equalityWithScalar, rewriteResidual } from "./rewrite-residual.ts";

/** How conditions are planned. */
export interface ConditionSettings {
  readonly presence: PlanPresence;
  readonly strictEvaluation: boolean;
}

/** What conditions are planned against: one request. */
export interface ConditionContext {
  readonly evaluator: PartialEvaluator;
  readonly activation: Activation;
  readonly unknowns: PartialActivation["unknowns"];
  readonly settings: ConditionSettings;
}

/** Plans conditions that see the same derived roles. */
export interface ConditionPlanner {
  /** What is left of a condition. */
  plan(condition: Condition | undefined): PlannedCondition;
}

export interface PlannedCondition {
  readonly node: PlanNode;
  /** Expressions that must not fail, which a failed one does: `never`. None unless evaluation is strict. */
  readonly needs: readonly PlanNode[];
}

/** What `runtime.effectiveDerivedRoles` stands for; worked out when a condition first reads it. */
export type DerivedRolesExpression = () => {
  readonly operation: Operation;
  readonly needs: readonly PlanNode[];
};

/** Starts planning; each condition is planned once. */
export function createConditionPlanner(
  context: ConditionContext,
  derivedRoles: DerivedRolesExpression,
): ConditionPlanner {
  const planned = new Map<Condition, PlannedCondition>();
  return {
    plan(condition) {
      if (condition === undefined) return { node: always, needs: [] };
      const known = planned.get(condition);
      if (known !== undefined) return known;
      const planning = new Planning(context, derivedRoles);
      const result = { node: planning.node(condition), needs: planning.needs };
      planned.set(condition, result);
      return result;
    },
  };
}

const derivedRolesPath = ["runtime", "effectiveDerivedRoles"];

class Planning {
  readonly #context: ConditionContext;
  readonly #derivedRoles: DerivedRolesExpression;
  readonly needs: PlanNode[] = [];

  constructor(context: ConditionContext, derivedRoles: DerivedRolesExpression) {
    this.#context = context;
    this.#derivedRoles = derivedRoles;
  }

  node(condition: Condition): PlanNode {
    switch (condition.kind) {
      case "expression":
        return this.#expression(condition.program.operation, condition.program.reads);
      case "all":
        return allOf(this.#parts(condition.of, never));
      case "any":
        return anyOf(this.#parts(condition.of, always));
      case "none":
        return allOf(this.#parts(condition.of, always).map(invert));
    }
  }

  /** Parts up to the one that decides; what comes after it is not looked at. */
  #parts(conditions: readonly Condition[], deciding: PlanNode): readonly PlanNode[] {
    const nodes: PlanNode[] = [];
    for (const condition of conditions) {
      const node = this.node(condition);
      nodes.push(node);
      if (node.key === deciding.key) break;
    }
    return nodes;
  }

  #expression(operation: Operation, reads: readonly (readonly string[])[]): PlanNode {
    const { evaluator, settings } = this.#context;
    const known = this.#known(reads);
    // An error counts as false, unless it counts: then nothing that can fail may be left out.
    const interest = settings.strictEvaluation ? "decision" : "truth";
    const result = limited(() => evaluator.evaluate(operation, known, interest));
    if (result.kind === "known" && isCelError(result.value) && !isExact(settings)) {
      const equality = equalityWithScalar(operation, evaluator, known);
      if (equality !== undefined) return this.#rendered(equality);
    }
    if (result.kind === "known") {
      if (isCelError(result.value) && settings.strictEvaluation) this.needs.push(never);
      return constantNode(result.value === true);
    }
    if (settings.strictEvaluation) {
      const node = this.#rendered(result.operation);
      this.needs.push(node);
      return node;
    }
    const rewritten = limited(() => rewriteResidual(result.operation, evaluator, known));
    if (rewritten.kind === "constant") return constantNode(rewritten.value === true);
    return this.#rendered(rewritten);
  }

  #rendered(operation: Operation): PlanNode {
    const operand = limited(() => renderOperation(operation, this.#context.settings.presence));
    return { kind: "expression", operation, operand, key: printOperand(operand) };
  }

  #known(reads: readonly (readonly string[])[]): PartialActivation {
    const { activation, unknowns, settings } = this.#context;
    const known = { activation, unknowns, assumesPresence: settings.presence === "compatible" };
    // Variables may read it too.
    if (!reads.some(([name]) => name === "runtime" || name === "V" || name === "variables")) return known;
    const { operation, needs } = this.#derivedRoles();
    this.needs.push(...needs);
    return { ...known, replacements: [{ path: derivedRolesPath, operation }] };
  }
}

/** Whether filters may let through nothing more than checks, compatible or not. */
function isExact({ presence, strictEvaluation }: ConditionSettings): boolean {
  return strictEvaluation || presence === "operator";
}

function limited<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError)
      throw new PlanError("a very large expression", "use fewer variables in it");
    throw error;
  }
}
