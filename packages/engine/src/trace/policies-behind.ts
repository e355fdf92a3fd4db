import { type CompiledPolicy, type PolicySet, parentScopes, sanitizeName } from "@orthrus/policy";
import type {
  CheckResourcesRequest,
  CheckResult,
  Plan,
  PlanRequest,
  ResourceActions,
} from "@orthrus/protocol";
import { buildChains } from "../check/build-program.ts";
import { Call } from "../check/call.ts";
import type { CheckerOptions } from "../check/checker.ts";
import { createProgramCache, effectiveScope } from "../check/program-cache.ts";
import { Run } from "../check/run.ts";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import type { Row } from "../rule-table/row.ts";
import type { RuleTable } from "../rule-table/rule-table.ts";
import { selectPrincipalRows, selectResourceRows } from "../rule-table/select-rows.ts";
import { recordDecision } from "./record.ts";

/** A policy that took part in an answer. */
export interface PolicyOrigin {
  /** Such as `resource.album.vdefault/acme`. */
  readonly key: string;
  /** Path in the store. */
  readonly file: string;
}

/** Finds the policies behind answers, for as long as somebody holds it. */
export interface PoliciesBehind {
  /** Decides once more, and watches. */
  check(request: CheckResourcesRequest, results: readonly CheckResult[]): readonly PolicyOrigin[];
  plan(request: PlanRequest, plan: Plan): readonly PolicyOrigin[];
}

/**
 * Prepares to tell which policies took part in answers: those whose rules were looked at, and those above them in the
 * scope hierarchy. Rules for other actions and other roles are not looked at.
 *
 * Source: Cerbos 0.51, observed in the audit trail of its decision log.
 */
export function createPoliciesBehind(
  { policies }: PolicySet,
  table: RuleTable,
  options: CheckerOptions,
): PoliciesBehind {
  const programs = createProgramCache(table, options);
  const byKey = new Map(policies.map((policy) => [policy.key, policy]));
  const families = new Map<CompiledPolicy, readonly PolicyOrigin[]>();
  let runs = 0;

  function addPoliciesOfCheck(
    { principal, auxData }: CheckResourcesRequest,
    { resource, actions }: ResourceActions,
    found: Set<CompiledPolicy>,
  ): void {
    const call = new Call(principal, auxData, options.globals, options.now);
    const program = programs.find(principal, resource) ?? programs.add(principal, resource);
    if (program.refusal) return;
    runs += 1;
    const run = new Run(runs, call, resource, { isStrict: options.strictEvaluation, errors: undefined });
    // PERF: loops, because this happens to every check of a server that keeps a decision log.
    for (const action of actions) {
      for (const { stages } of recordDecision(program, programs.action(program, action), run).passes) {
        for (const { steps } of stages) for (const { step } of steps) found.add(step.row.policy);
      }
    }
  }

  /** Without a look at any rule. */
  const isRejected = ({ validationErrors }: Pick<CheckResult, "validationErrors">): boolean =>
    options.schemaEnforcement === "reject" && validationErrors.length > 0;

  function originsOf(found: ReadonlySet<CompiledPolicy>): readonly PolicyOrigin[] {
    const origins = new Set<PolicyOrigin>();
    for (const policy of found) for (const origin of familyOf(policy)) origins.add(origin);
    return [...origins];
  }

  /** The same origins every time. */
  function familyOf(policy: CompiledPolicy): readonly PolicyOrigin[] {
    const known = families.get(policy);
    if (known) return known;
    const parents = parentsOf(policy, byKey).flatMap((parent) => familyOf(parent).slice(0, 1));
    // SECURITY: every caller gets the same ones, so none of them may change what others log.
    const family = [Object.freeze({ key: policy.key, file: policy.file }), ...parents];
    families.set(policy, family);
    return family;
  }

  return {
    check(request, results) {
      const found = new Set<CompiledPolicy>();
      results.forEach((result, at) => {
        const entry = request.resources[at];
        if (entry && !isRejected(result)) addPoliciesOfCheck(request, entry, found);
      });
      return originsOf(found);
    },
    plan: (request, plan) =>
      isRejected(plan)
        ? []
        : originsOf(new Set(rowsOfPlan(request, table, options).map(({ policy }) => policy))),
  };
}

/** A plan looks at every rule that could be about its actions. */
function rowsOfPlan(
  { principal, resource, actions }: PlanRequest,
  table: RuleTable,
  options: CheckerOptions,
): readonly Row[] {
  const version = resource.policyVersion || options.defaultPolicyVersion;
  const scope = effectiveScope(resource.scope, options);
  const chains = buildChains({
    table,
    principalId: principal.id,
    principalVersion: principal.policyVersion || options.defaultPolicyVersion,
    principalScope: effectiveScope(principal.scope, options),
    kind: resource.kind,
    version,
    scope,
    roles: principal.roles,
    isLenient: options.lenientScopeSearch,
  });
  if (!chains.resource.exists && !chains.principal.exists) return [];
  const kind = sanitizeName(resource.kind);
  const roles = withParentRoles(table, scope, principal.roles);
  return actions.flatMap((action) => [
    ...chains.principal.scopes.flatMap((each) =>
      selectPrincipalRows(table, { kind, version, scope: each, action }, principal.id),
    ),
    ...chains.resource.scopes.flatMap((each) =>
      selectResourceRows(table, { kind, version, scope: each, action }, roles),
    ),
  ]);
}

/** The policies above one in the scope hierarchy, nearest first; a role policy stands alone. */
function parentsOf(
  { kind, key, scope }: CompiledPolicy,
  byKey: ReadonlyMap<string, CompiledPolicy>,
): readonly CompiledPolicy[] {
  if (kind === "role" || scope === "") return [];
  const root = key.slice(0, -(scope.length + 1));
  const parents = parentScopes(scope).map((parent) => byKey.get(parent === "" ? root : `${root}/${parent}`));
  return parents.filter((parent) => parent !== undefined);
}
