import type { ActionDecision, CheckResult, Output, Resource, ValidationError } from "@orthrus/protocol";
import type { Explanation } from "../trace/explanation.ts";
import type { Call } from "./call.ts";
import type { DecisionProgram } from "./decision-program.ts";
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
  /**
   * Why an action was decided as it was. Decides it once more, and watches; so ask before attributes are changed.
   *
   * Throws: `TypeError` for an action that was not asked about.
   */
  explain(action: string): Explanation;
}

export interface DecisionParts extends DecisionOrigin {
  readonly names: readonly string[];
  /** In the order of the names. */
  readonly decisions: readonly ActionDecision[];
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly ValidationError[];
  readonly effectiveDerivedRoles: readonly string[] | undefined;
  readonly evaluationErrors: readonly EvaluationError[];
}

/** What a decision was made from, and who can say why. */
export interface DecisionOrigin {
  /** Absent when a mistake of ours kept it from being found. */
  readonly program: DecisionProgram | undefined;
  readonly call: Call;
  readonly resource: Resource;
  readonly explain: Explain;
}

/** Explains one action of a decision. */
export type Explain = (origin: Omit<DecisionOrigin, "explain">, decided: DecidedAction) => Explanation;

export interface DecidedAction {
  readonly action: string;
  readonly decision: ActionDecision;
  readonly validationErrors: readonly ValidationError[];
}

// PERF: a class, and the map of actions only when somebody reads it, because most callers ask `isAllowed`. What it was
// made from stands in fields of its own, so that nobody pays for explanations that nobody asks for.
class CheckDecision implements Decision {
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly ValidationError[];
  readonly effectiveDerivedRoles: readonly string[] | undefined;
  readonly evaluationErrors: readonly EvaluationError[];
  readonly #program: DecisionProgram | undefined;
  readonly #call: Call;
  readonly #resource: Resource;
  readonly #explain: Explain;
  readonly #names: readonly string[];
  readonly #decisions: readonly ActionDecision[];
  #actions: ReadonlyMap<string, ActionDecision> | undefined;

  constructor(parts: DecisionParts) {
    this.outputs = parts.outputs;
    this.validationErrors = parts.validationErrors;
    this.effectiveDerivedRoles = parts.effectiveDerivedRoles;
    this.evaluationErrors = parts.evaluationErrors;
    this.#program = parts.program;
    this.#call = parts.call;
    this.#resource = parts.resource;
    this.#explain = parts.explain;
    this.#names = parts.names;
    this.#decisions = parts.decisions;
  }

  get actions(): ReadonlyMap<string, ActionDecision> {
    this.#actions ??= mapOf(this.#names, this.#decisions);
    return this.#actions;
  }

  isAllowed(action: string): boolean {
    return this.#decisionOf(action).effect === "allow";
  }

  allAllowed(): boolean {
    return this.#decisions.every(({ effect }) => effect === "allow");
  }

  allowedActions(): readonly string[] {
    return this.#names.filter((_, index) => this.#decisions[index]?.effect === "allow");
  }

  explain(action: string): Explanation {
    const decision = this.#decisionOf(action);
    const origin = { program: this.#program, call: this.#call, resource: this.#resource };
    return this.#explain(origin, { action, decision, validationErrors: this.validationErrors });
  }

  #decisionOf(action: string): ActionDecision {
    for (let index = 0; index < this.#names.length; index++) {
      const decision = this.#names[index] === action ? this.#decisions[index] : undefined;
      if (decision !== undefined) return decision;
    }
    throw new TypeError(`action \`${action}\` was not asked about: add it to \`actions\` of the request`);
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
