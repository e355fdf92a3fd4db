import type { ActionDecision, CheckResult, Output, ValidationError } from "@orthrus/protocol";
import type { EvaluationError } from "./evaluation-errors.ts";

/** The answer for one resource. */
export interface Decision extends CheckResult {
  /** Errors of expressions, when the decision point was opened with `collectEvaluationErrors`. */
  readonly evaluationErrors: readonly EvaluationError[];
  /** Throws: `TypeError` for an action that was not asked about. */
  isAllowed(action: string): boolean;
  /** Whether every requested action is allowed. */
  allAllowed(): boolean;
  /** In request order. */
  allowedActions(): readonly string[];
}

export interface DecisionParts {
  readonly names: readonly string[];
  /** In the order of the names. */
  readonly decisions: readonly ActionDecision[];
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly ValidationError[];
  readonly effectiveDerivedRoles: readonly string[] | undefined;
  readonly evaluationErrors: readonly EvaluationError[];
}

// PERF: a class, and the map of actions only when somebody reads it, because most callers ask `isAllowed`.
class CheckDecision implements Decision {
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly ValidationError[];
  readonly effectiveDerivedRoles: readonly string[] | undefined;
  readonly evaluationErrors: readonly EvaluationError[];
  readonly #names: readonly string[];
  readonly #decisions: readonly ActionDecision[];
  #actions: ReadonlyMap<string, ActionDecision> | undefined;

  constructor(parts: DecisionParts) {
    this.outputs = parts.outputs;
    this.validationErrors = parts.validationErrors;
    this.effectiveDerivedRoles = parts.effectiveDerivedRoles;
    this.evaluationErrors = parts.evaluationErrors;
    this.#names = parts.names;
    this.#decisions = parts.decisions;
  }

  get actions(): ReadonlyMap<string, ActionDecision> {
    this.#actions ??= mapOf(this.#names, this.#decisions);
    return this.#actions;
  }

  isAllowed(action: string): boolean {
    const decision = this.#decisions[this.#names.indexOf(action)];
    if (decision) return decision.effect === "allow";
    throw new TypeError(`action \`${action}\` was not asked about: add it to \`actions\` of the request`);
  }

  allAllowed(): boolean {
    return this.#decisions.every(({ effect }) => effect === "allow");
  }

  allowedActions(): readonly string[] {
    return this.#names.filter((_, index) => this.#decisions[index]?.effect === "allow");
  }
}

function mapOf(
  names: readonly string[],
  decisions: readonly ActionDecision[],
): ReadonlyMap<string, ActionDecision> {
  const map = new Map<string, ActionDecision>();
  for (let index = 0; index < names.length; index++) {
    const decision = decisions[index];
    if (decision) map.set(names[index] ?? "", decision);
  }
  return map;
}

/** Puts an answer together. */
export function createDecision(parts: DecisionParts): Decision {
  return new CheckDecision(parts);
}
