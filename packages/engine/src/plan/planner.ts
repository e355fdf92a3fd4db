import { createPartialEvaluator } from "@orthrus/cel";
import type { PolicySet } from "@orthrus/policy";
import type { Plan, PlanRequest, ValidationError } from "@orthrus/protocol";
import { buildChains, type Chains, type ProgramInput, schemasOf } from "../check/build-program.ts";
import { Call } from "../check/call.ts";
import type { AttributeValidator, SchemaEnforcement } from "../check/check-resource.ts";
import type { CheckerOptions } from "../check/checker.ts";
import { effectiveScope } from "../check/program-cache.ts";
import { readPlanResource, readPrincipal, requireActions, requireRequest } from "../check/read-request.ts";
import { noRuntime, visible } from "../check/run.ts";
import { createAttributeValidator } from "../check/validate-attributes.ts";
import type { RuleTable } from "../rule-table/rule-table.ts";
import { createSchemaValidator } from "../schema/schema-validator.ts";
import { createActionPlanner } from "./plan-action.ts";
import type { ConditionContext } from "./plan-conditions.ts";
import { denied, type Filter, filterOf, mergeFilters, unmatched } from "./plan-filter.ts";
import type { PlanPresence } from "./render-operation.ts";

/** Plans from one set of policies, for as long as somebody holds it. */
export interface Planner {
  /** Throws: `TypeError` for a request that is not what its type says, `PlanError` for what no filter can say. */
  plan(request: PlanRequest): Plan;
}

export interface PlannerOptions extends CheckerOptions {
  readonly planPresence: PlanPresence;
}

/**
 * Says for which resources a principal may do something, as a filter.
 *
 * Source: Cerbos 0.55, "plan resources" of the rule table.
 */
export function createPlanner(policies: PolicySet, table: RuleTable, options: PlannerOptions): Planner {
  const evaluator = createPartialEvaluator();
  const validate = createAttributeValidator(createSchemaValidator(policies.schemas), { allowMissing: true });

  function contextOf(call: Call, resource: PlanRequest["resource"]): ConditionContext {
    const { kind, scope = "", attributes } = resource;
    return {
      evaluator,
      activation: {
        principal: visible(call.principal),
        resource: visible({ kind, scope, attributes }),
        auxData: call.auxData,
        globals: call.globals,
        runtime: noRuntime,
        now: call.instant,
        computed: [],
      },
      unknowns: [
        { path: ["resource", "id"] },
        { path: ["resource", "policyVersion"] },
        { path: ["resource", "attributes"], provided: new Set(Object.keys(attributes ?? {})), isJson: true },
      ],
      settings: { presence: options.planPresence, strictEvaluation: options.strictEvaluation },
    };
  }

  return {
    plan(request) {
      requireRequest(request);
      const call = new Call(readPrincipal(request.principal), request.auxData, options.globals, options.now);
      const resource = readPlanResource(request.resource);
      const { actions } = request;
      requireActions(actions);
      const input = inputOf(table, call, resource, options);
      const chains = buildChains(input);
      if (!hasScopes(chains)) return planOf(unmatched, noScopes, []);
      const errors = validateAttributes(
        { input, chains, validate, enforcement: options.schemaEnforcement },
        call,
        {
          resource,
          actions,
        },
      );
      if (errors.length > 0 && options.schemaEnforcement === "reject") {
        return planOf(denied, noScopes, errors);
      }
      // As in a check: principal policies alone decide only for a version that has some.
      if (!chains.resource.exists && !chains.principal.exists) {
        return planOf(unmatched, noScopes, errors);
      }
      const planAction = createActionPlanner(input, chains, contextOf(call, resource));
      const plans = actions.map((action) => ({ action, ...planAction(action) }));
      const scopes = new Map(plans.map(({ action, matchedScope }) => [action, matchedScope]));
      if (!plans.some(({ isMatched }) => isMatched)) return planOf(unmatched, scopes, errors);
      return planOf(
        mergeFilters(plans.map(({ node }) => filterOf(node, options.planPresence))),
        scopes,
        errors,
      );
    },
  };
}

function inputOf(
  table: RuleTable,
  { principal }: Call,
  resource: PlanRequest["resource"],
  options: PlannerOptions,
): ProgramInput {
  return {
    table,
    principalId: principal.id,
    principalVersion: principal.policyVersion || options.defaultPolicyVersion,
    principalScope: effectiveScope(principal.scope, options),
    kind: resource.kind,
    version: resource.policyVersion || options.defaultPolicyVersion,
    scope: effectiveScope(resource.scope, options),
    roles: principal.roles,
    isLenient: options.lenientScopeSearch,
  };
}

function hasScopes({ resource, principal }: Chains): boolean {
  return resource.scopes.length > 0 || principal.scopes.length > 0;
}

/** COMPAT(cerbos): a plan that was made without looking at the actions names none of them. */
const noScopes: ReadonlyMap<string, string> = new Map();

interface Validation {
  readonly input: ProgramInput;
  readonly chains: Chains;
  readonly validate: AttributeValidator;
  readonly enforcement: SchemaEnforcement;
}

function validateAttributes(
  { input, chains, validate, enforcement }: Validation,
  call: Call,
  { resource, actions }: Pick<PlanRequest, "resource" | "actions">,
): readonly ValidationError[] {
  const schemas = enforcement === "none" ? undefined : schemasOf(input, chains.resource.scopes[0]);
  return schemas ? validate(schemas, call, resource, actions) : [];
}

function planOf(
  filter: Filter,
  matchedScopes: ReadonlyMap<string, string>,
  validationErrors: readonly ValidationError[],
): Plan {
  const parts = { filterDebug: filter.text, matchedScopes, validationErrors };
  if (filter.kind === "conditional") return { kind: filter.kind, condition: filter.condition, ...parts };
  return { kind: filter.kind, ...parts };
}
