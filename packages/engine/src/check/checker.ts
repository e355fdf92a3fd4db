import { CodeGeneration } from "@orthrus/cel";
import type { PolicySet } from "@orthrus/policy";
import type {
  AuxData,
  CheckRequest,
  CheckResourcesRequest,
  Principal,
  ResourceActions,
} from "@orthrus/protocol";
import { buildRuleTable } from "../rule-table/build-rule-table.ts";
import type { RuleTable } from "../rule-table/rule-table.ts";
import { createSchemaValidator } from "../schema/schema-validator.ts";
import { createExplain } from "../trace/explain.ts";
import { Call, type Clock, type GlobalValues } from "./call.ts";
import { answerAll, type CheckContext, type CheckSettings, checkResource } from "./check-resource.ts";
import type { Decision } from "./decision.ts";
import { createProgramCache, type ProgramSettings } from "./program-cache.ts";
import {
  readBatch,
  readPrincipal,
  readPrincipalParts,
  readQuestionParts,
  readResourceActions,
  requireRequest,
} from "./read-request.ts";
import type { KnownRequest } from "./recent-requests.ts";
import { createAttributeValidator } from "./validate-attributes.ts";

/** Decides from one set of policies, for as long as somebody holds it. */
export interface Checker {
  check(request: CheckRequest): Decision;
  checkResources(request: CheckResourcesRequest): readonly Decision[];
}

export interface CheckerOptions extends ProgramSettings, CheckSettings {
  readonly globals: GlobalValues;
  readonly now: Clock;
  readonly onInternalError: (error: unknown) => void;
}

/** Builds the rule table; programs are added as requests come. */
export function createChecker(
  policies: PolicySet,
  options: CheckerOptions,
  table: RuleTable = buildRuleTable(policies),
): Checker {
  let runs = 0;
  const nextRun = (): number => {
    runs += 1;
    return runs;
  };
  const programs = createProgramCache(table, { ...codeGenerationFor(options), ...options });
  const context: CheckContext = {
    programs,
    settings: options,
    validate: createAttributeValidator(createSchemaValidator(policies.schemas)),
    nextRun,
    explain: createExplain({ programs, settings: options, nextRun }),
  };

  const startCall = (principal: Principal, auxData: AuxData | undefined): Call =>
    new Call(principal, auxData, options.globals, options.now);

  function decide(call: Call, entry: ResourceActions, known: KnownRequest | undefined): Decision {
    try {
      return checkResource(context, known ?? programs.learn(call.principal, entry), call, entry);
    } catch (error) {
      // SECURITY: a mistake of ours must never allow anything.
      options.onInternalError(error);
      const { resource, actions } = entry;
      const { explain } = context;
      return answerAll(actions, internalError, { program: undefined, call, resource, explain });
    }
  }

  return {
    check(request) {
      requireRequest(request);
      const { principal, auxData } = request;
      const known = programs.recall(principal, request);
      if (known === undefined) {
        const call = startCall(readPrincipal(principal), auxData);
        return decide(call, readResourceActions(request), undefined);
      }
      // PERF: names that equal those of a request that was read need not be read.
      const call = startCall(readPrincipalParts(principal), auxData);
      return decide(call, readQuestionParts(request), known);
    },

    checkResources(request) {
      requireRequest(request);
      const principal = readPrincipal(request.principal);
      const call = startCall(principal, request.auxData);
      return readBatch(request.resources).map((entry) =>
        decide(call, entry, programs.recall(principal, entry)),
      );
    },
  };
}

/** Functions know neither errors that count nor errors that are collected. */
function codeGenerationFor(settings: CheckSettings): Pick<ProgramSettings, "codeGeneration"> {
  if (settings.strictEvaluation || settings.collectEvaluationErrors) return {};
  return { codeGeneration: new CodeGeneration("when-allowed") };
}

const internalError = Object.freeze({ effect: "deny", matchedPolicy: "NO_MATCH", matchedScope: "" } as const);
