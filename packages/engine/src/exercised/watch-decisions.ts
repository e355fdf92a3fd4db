import { createPartialEvaluator } from "@orthrus/cel";
import { Call } from "../check/call.ts";
import type { CheckerOptions } from "../check/checker.ts";
import { collectEvaluationErrors } from "../check/evaluation-errors.ts";
import { createProgramCache } from "../check/program-cache.ts";
import { readPrincipal, readResourceActions } from "../check/read-request.ts";
import { Run } from "../check/run.ts";
import { recordDecision } from "../trace/record.ts";
import type { CreateDecisionWatch } from "../verify/case-checker.ts";
import { ActionCount, type Counting } from "./action-count.ts";
import type { CoverageMap } from "./coverage-map.ts";

/**
 * Counts what decisions exercise. Each is made once more by the same code, with a recorder listening, so nothing comes
 * out differently because somebody watches.
 */
export function watchDecisions(map: CoverageMap): CreateDecisionWatch {
  const evaluator = createPartialEvaluator();
  return (table, options) => {
    const programs = createProgramCache(table, options);
    let runs = 0;
    return (request, decision) => {
      if (isRejected(decision.validationErrors.length, options)) return;
      const { principal, auxData } = request;
      const { resource, actions } = readResourceActions(request);
      const program = programs.find(principal, resource) ?? programs.add(principal, resource);
      if (program.refusal) return;
      runs += 1;
      // Collecting errors also keeps a check from leaving out what cannot change the answer any more.
      const mode = { isStrict: options.strictEvaluation, errors: collectEvaluationErrors() };
      const run = new Run(
        runs,
        new Call(readPrincipal(principal), auxData, options.globals, options.now),
        resource,
        mode,
      );
      const counting: Counting = { map, evaluator, run, seen: new Set() };
      // Programs are shared by principals that have no policies of their own.
      const input = { ...program.input, principalId: principal.id, roles: principal.roles };
      for (const action of actions) {
        run.hasFailed = false;
        const { passes } = recordDecision(program, programs.action(program, action), run);
        new ActionCount(counting, { input, action }).add(passes);
      }
    };
  };
}

/** Attributes that break their schema are refused before any rule is looked at. */
function isRejected(
  errors: number,
  { schemaEnforcement }: Pick<CheckerOptions, "schemaEnforcement">,
): boolean {
  return errors > 0 && schemaEnforcement === "reject";
}
