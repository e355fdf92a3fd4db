import type { ActionDecision, Output, Resource, ResourceActions, ValidationError } from "@orthrus/protocol";
import { decideList } from "./action-list.ts";
import type { Call } from "./call.ts";
import { createDecision, type Decision, type DecisionOrigin, type Explain } from "./decision.ts";
import type { DecisionProgram } from "./decision-program.ts";
import { collectEvaluationErrors, type EvaluationError } from "./evaluation-errors.ts";
import type { ProgramCache } from "./program-cache.ts";
import type { KnownRequest } from "./recent-requests.ts";
import { Run } from "./run.ts";

/** How resources are checked. */
export interface CheckSettings {
  readonly strictEvaluation: boolean;
  readonly collectEvaluationErrors: boolean;
  readonly schemaEnforcement: SchemaEnforcement;
}

/** What breaking an attribute schema leads to. */
export type SchemaEnforcement = "none" | "warn" | "reject";

/** Whatever outlives a single check. */
export interface CheckContext {
  readonly programs: ProgramCache;
  readonly settings: CheckSettings;
  readonly validate: AttributeValidator;
  /** A number no run had before. */
  readonly nextRun: () => number;
  readonly explain: Explain;
}

/** Validates the attributes of a request against the schemas of its policy. */
export type AttributeValidator = (
  schemas: NonNullable<DecisionProgram["schemas"]>,
  call: Call,
  resource: Pick<Resource, "attributes">,
  actions: readonly string[],
) => readonly ValidationError[];

/** Decides every action on one resource. */
export function checkResource(
  context: CheckContext,
  { program, list }: KnownRequest,
  call: Call,
  { resource, actions }: ResourceActions,
): Decision {
  const { explain } = context;
  if (program.refusal) return answerAll(actions, program.refusal, { program, call, resource, explain });
  const validationErrors = validateAttributes(context, program, call, resource, actions);
  if (validationErrors.length > 0 && context.settings.schemaEnforcement === "reject") {
    const origin = { program, call, resource, explain };
    return answerAll(actions, program.rejection, origin, validationErrors);
  }
  const run = startRun(context, call, resource);
  const decisions = decideList(program, list, run, context.programs.generate);
  return createDecision({
    program,
    call,
    resource,
    explain,
    names: list.names,
    decisions,
    outputs: run.outputs ?? noOutputs,
    validationErrors,
    effectiveDerivedRoles: run.earned,
    evaluationErrors: run.errors?.all ?? noEvaluationErrors,
  });
}

/** The same answer to every action. */
export function answerAll(
  actions: readonly string[],
  decision: ActionDecision,
  origin: DecisionOrigin,
  validationErrors: readonly ValidationError[] = noErrors,
): Decision {
  return createDecision({
    ...origin,
    names: actions.slice(),
    decisions: actions.map(() => decision),
    outputs: noOutputs,
    validationErrors,
    effectiveDerivedRoles: undefined,
    evaluationErrors: noEvaluationErrors,
  });
}

const noOutputs: readonly Output[] = Object.freeze([]);
const noErrors: readonly ValidationError[] = Object.freeze([]);
const noEvaluationErrors: readonly EvaluationError[] = Object.freeze([]);

function validateAttributes(
  { settings, validate }: CheckContext,
  { schemas }: DecisionProgram,
  call: Call,
  resource: Resource,
  actions: readonly string[],
): readonly ValidationError[] {
  if (settings.schemaEnforcement === "none" || !schemas) return noErrors;
  return validate(schemas, call, resource, actions);
}

function startRun({ settings, nextRun }: CheckContext, call: Call, resource: Resource): Run {
  return new Run(nextRun(), call, resource, {
    isStrict: settings.strictEvaluation,
    errors: settings.collectEvaluationErrors ? collectEvaluationErrors() : undefined,
  });
}
