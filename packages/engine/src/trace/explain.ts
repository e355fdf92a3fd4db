import type { ActionDecision, Resource, ValidationError } from "@orthrus/protocol";
import { buildChains, type ProgramInput } from "../check/build-program.ts";
import type { Call } from "../check/call.ts";
import type { CheckSettings } from "../check/check-resource.ts";
import type { DecidedAction, DecisionOrigin, Explain } from "../check/decision.ts";
import type { DecisionProgram } from "../check/decision-program.ts";
import type { ProgramCache } from "../check/program-cache.ts";
import { Run } from "../check/run.ts";
import { explainDerivedRoles, explainPasses, type PassContext } from "./explain-passes.ts";
import type { Explanation, Need, Reason, Remedy } from "./explanation.ts";
import { findReason } from "./find-reason.ts";
import { metRules, nearestRules } from "./nearest-rule.ts";
import { createPartEvaluator } from "./part-evaluator.ts";
import { reason } from "./reasons.ts";
import { answerOf, type RecordedPass, recordDecision } from "./record.ts";
import { findRemedies } from "./remedies.ts";
import { noPolicyReason } from "./unanswered.ts";

/** What explanations are made with. */
export interface ExplainContext {
  readonly programs: ProgramCache;
  readonly settings: Pick<CheckSettings, "strictEvaluation" | "schemaEnforcement">;
  readonly nextRun: () => number;
}

/**
 * Prepares to explain decisions. Nothing happens until somebody asks; then the action is decided once more by the same
 * code, with a recorder listening.
 */
export function createExplain(context: ExplainContext): Explain {
  return ({ program, call, resource }, decided) => {
    const told = (findings: Findings): Explanation =>
      explanationOf({ program, call, resource }, decided, findings);
    if (program === undefined) return told({ reason: internalErrorReason });
    if (program.refusal) return told({ reason: noPolicyReason(program.input) });
    const { validationErrors } = decided;
    if (validationErrors.length > 0 && context.settings.schemaEnforcement === "reject") {
      return told({ reason: schemaReason(validationErrors) });
    }
    return told(decideAgain(context, { program, call, resource }, decided));
  };
}

interface Subject {
  readonly program: DecisionProgram;
  readonly call: Call;
  readonly resource: Resource;
}

function decideAgain(
  { programs, settings, nextRun }: ExplainContext,
  { program, call, resource }: Subject,
  { action, decision }: DecidedAction,
): Findings {
  const mode = { isStrict: settings.strictEvaluation, errors: undefined };
  const run = new Run(nextRun(), call, resource, mode);
  const recorded = recordDecision(program, programs.action(program, action), run);
  requireSame(decision, recorded.decision);
  // Programs are shared by principals that have no policies of their own.
  const input: ProgramInput = { ...program.input, principalId: call.principal.id };
  return findingsOf(recorded.passes, { input, action, evaluator: createPartEvaluator(run) }, decision);
}

type Findings = Partial<Explanation> & Pick<Explanation, "reason">;

function findingsOf(
  recorded: readonly RecordedPass[],
  context: PassContext,
  decision: ActionDecision,
): Findings {
  const { input, action, evaluator } = context;
  const { hasFailed } = evaluator.seen;
  const passes = explainPasses(recorded, context);
  const answering = passes.at(answeringPlace(recorded, decision, hasFailed));
  const chains = buildChains(input);
  const why = findReason({ input, chains, action, decision, passes, answering, hasFailed });
  const derivedRoles = explainDerivedRoles(recorded, context);
  if (decision.effect === "allow") return { reason: why, derivedRoles, passes };
  const candidates = nearestRules(metRules(passes));
  const found = findRemedies({ input, action, run: evaluator.seen, candidates });
  const isEnough = found !== undefined;
  return { reason: why, wouldAllow: found ?? remedyOf(why), isEnough, derivedRoles, passes };
}

/** The way that gave the answer; beyond the last one when none did. */
function answeringPlace(
  recorded: readonly RecordedPass[],
  { effect }: ActionDecision,
  hasFailed: boolean,
): number {
  if (hasFailed) return recorded.length - 1;
  const place = recorded.findIndex(({ stages }) => {
    const last = stages.at(-1);
    return last !== undefined && answerOf(last) === effect;
  });
  return place < 0 ? recorded.length : place;
}

/** Where no plan can be made: what the nearest rule lacks. */
function remedyOf({ code, parts }: Reason): readonly Remedy[] {
  const isAboutCondition =
    code === "condition-false" || code === "condition-error" || code === "derived-role-inactive";
  if (!isAboutCondition || parts.length === 0) return [];
  const needs = parts.map(({ expression, value, reads }): Need => {
    return { kind: "condition", text: value === true ? `!(${expression})` : expression, reads };
  });
  return [[...new Map(needs.map((need) => [need.text, need])).values()]];
}

/** SECURITY: an explanation of another decision would mislead. */
function requireSame(decision: ActionDecision, again: ActionDecision): void {
  if (decision.effect === again.effect && decision.matchedPolicy === again.matchedPolicy) return;
  throw new TypeError(
    "the decision cannot be explained, it comes out differently now: explain it before attributes are changed",
  );
}

function schemaReason(errors: readonly ValidationError[]): Reason {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const place = first === undefined ? "attributes" : `\`${first.path}\` of the ${first.source}`;
  return reason("schema-rejected", `${place} breaks the schema: ${first?.message ?? ""}${more}`, {
    hint: "correct the attributes, or the schema",
  });
}

const internalErrorReason = reason("internal-error", "the decision point failed, so it denied", {
  hint: "see what `onInternalError` was called with",
});

function explanationOf(
  { program, call, resource }: Omit<DecisionOrigin, "explain">,
  { action, decision, validationErrors }: DecidedAction,
  findings: Findings,
): Explanation {
  const { effect, matchedPolicy, matchedScope } = decision;
  const { kind, id, policyVersion = "", scope = "" } = resource;
  return {
    action,
    effect,
    matchedPolicy,
    matchedScope,
    principal: { id: call.principal.id, roles: program?.input.roles ?? call.principal.roles },
    resource: {
      kind,
      id,
      version: program?.input.version ?? policyVersion,
      scope: program?.input.scope ?? scope,
    },
    wouldAllow: [],
    isEnough: true,
    derivedRoles: [],
    passes: [],
    validationErrors,
    ...findings,
  };
}
