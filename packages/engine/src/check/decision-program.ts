import type { Program } from "@orthrus/cel";
import type { Condition, RuleEffect, SchemaReferences, VariableSet } from "@orthrus/policy";
import type { ActionDecision } from "@orthrus/protocol";
import type { Row } from "../rule-table/row.ts";
import type { ActionList } from "./action-list.ts";
import type { ProgramInput } from "./build-program.ts";
import type { Runtime } from "./run.ts";
import type { FindScopeSteps } from "./scope-steps.ts";
import type { VariableValues } from "./use-variables.ts";

/**
 * All that is known about a request before its attributes are: what is left to run for each action, in order.
 */
export interface DecisionProgram {
  readonly input: ProgramInput;
  /** The answer to every action when no policy is about the request. */
  readonly refusal: ActionDecision | undefined;
  /** The answer to an action about which no rule says anything. */
  readonly unmatched: ActionDecision;
  readonly schemas: SchemaReferences | undefined;
  /** The answer to every action when attributes break the schema and that counts. */
  readonly rejection: ActionDecision;
  /** Steps by action, added when an action is first asked for. */
  readonly actions: Map<string, ActionProgram>;
  /** Actions that were asked about together lately. */
  readonly lists: ActionList[];
  /** Builds the steps of an action. The program does not hold on to the finder, which knows more than it needs. */
  readonly buildAction: (action: string, findSteps: FindScopeSteps) => ActionProgram;
}

export interface ActionProgram {
  readonly action: string;
  /** The principal's own policies; they decide before anything else. */
  readonly principal: Pass | undefined;
  /** The resource's policies as each role of the principal meets them. */
  readonly roles: readonly Pass[];
}

/** One way through the scope chain. */
export interface Pass {
  /** Roles of the principal that go this way; several when all of them meet the same steps. */
  readonly roles: readonly string[];
  /** Nearest scope first. */
  readonly stages: readonly Stage[];
}

/** One scope of a pass. */
export interface Stage {
  readonly scope: string;
  /** Absent in the pass of a principal's own policies. */
  readonly derivedRoles: ScopeDerivedRoles | undefined;
  readonly steps: readonly Step[];
  /** What an allow means here; absent where it needs the parent's consent. */
  readonly allow: ActionDecision | undefined;
}

/** One row, ready to run. */
export interface Step {
  readonly row: Row;
  readonly effect: RuleEffect | "no-match";
  readonly derivedRole: DerivedRoleSlot | undefined;
  readonly condition: ConditionSlot | undefined;
  /** Of its policy, whether or not the condition reads them. */
  readonly variables: VariableSlot | undefined;
  readonly output: OutputStep | undefined;
  /** The answer if it denies. */
  readonly deny: ActionDecision;
  /** The answer if its conditions cannot be evaluated and that counts. */
  readonly failure: ActionDecision;
}

/** Whether a step applies whatever the attributes are. */
export function isCertain({ derivedRole, condition }: Step): boolean {
  return condition === undefined && derivedRole?.condition === undefined;
}

export interface OutputStep {
  readonly source: string;
  readonly variables: VariableSlot | undefined;
  readonly ruleActivated: Program | undefined;
  readonly conditionNotMet: Program | undefined;
}

/** Whether a condition holds; `error` only where evaluation is strict. */
export type Outcome = "holds" | "fails" | "error";

// PERF: results live in the program, stamped with the run they belong to, so that a run allocates nothing for them and
// nothing has to be cleared. A run inside a run (attributes may have getters) has another stamp and cannot be mixed up.

/** A condition and its outcome in the run that used it last. */
export interface ConditionSlot {
  readonly condition: Condition;
  readonly variables: VariableSlot | undefined;
  run: number;
  outcome: Outcome;
}

/** A set of variables and its values in the run that used it last. */
export interface VariableSlot {
  readonly set: VariableSet;
  run: number;
  values: VariableValues;
}

/** A derived role in one scope. */
export interface DerivedRoleSlot {
  readonly name: string;
  readonly condition: ConditionSlot | undefined;
  /** Its condition means the same wherever it is evaluated: it reads neither variables nor `runtime`. */
  readonly isPlain: boolean;
  readonly readsRuntime: boolean;
}

/** The derived roles that the policy of one resource scope mentions and the principal's roles can earn. */
export interface ScopeDerivedRoles {
  /** Place in the scope chain. */
  readonly index: number;
  /** The next nearer scope. */
  readonly previous: ScopeDerivedRoles | undefined;
  /** Sorted by name. */
  readonly candidates: readonly DerivedRoleSlot[];
  /** What `runtime` is by which candidates are active: the sum of 2ⁱ over their places. Absent until some were. */
  known: Map<number, Runtime> | undefined;
  run: number;
  runtime: Runtime;
}
