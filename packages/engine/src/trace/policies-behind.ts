import { type CompiledPolicy, type PolicySet, parentScopes, sanitizeName } from "@orthrus/policy";
import type { CheckResourcesRequest, CheckResult, Plan, PlanRequest } from "@orthrus/protocol";
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
  let runs = 0;

  function rowsOfCheck({ principal, auxData, resources }: CheckResourcesRequest, at: number): readonly Row[] {
    const entry = resources[at];
    if (!entry) return [];
    const { resource, actions } = entry;
    const call = new Call(principal, auxData, options.globals, options.now);
    const program = programs.find(principal, resource) ?? programs.add(principal, resource);
    if (program.refusal) return [];
    runs += 1;
    const run = new Run(runs, call, resource, { isStrict: options.strictEvaluation, errors: undefined });
    return actions
      .flatMap((action) => recordDecision(program, programs.action(program, action), run).passes)
      .flatMap(({ stages }) => stages)
      .flatMap(({ steps }) => steps.map(({ step }) => step.row));
  }

  /** Without a look at any rule. */
  const isRejected = ({ validationErrors }: Pick<CheckResult, "validationErrors">): boolean =>
    options.schemaEnforcement === "reject" && validationErrors.length > 0;

  return {
    check(request, results) {
      return originsOf(
        results.flatMap((result, at) => (isRejected(result) ? [] : rowsOfCheck(request, at))),
        byKey,
      );
    },
    plan: (request, plan) => (isRejected(plan) ? [] : originsOf(rowsOfPlan(request, table, options), byKey)),
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

function originsOf(
  rows: readonly Row[],
  byKey: ReadonlyMap<string, CompiledPolicy>,
): readonly PolicyOrigin[] {
  const origins = new Map<string, PolicyOrigin>();
  for (const policy of new Set(rows.map((row) => row.policy))) {
    for (const { key, file } of withParents(policy, byKey)) origins.set(key, { key, file });
  }
  return [...origins.values()];
}

function withParents(
  policy: CompiledPolicy,
  byKey: ReadonlyMap<string, CompiledPolicy>,
): readonly CompiledPolicy[] {
  const { kind, key, scope } = policy;
  if (kind === "role" || scope === "") return [policy];
  const root = key.slice(0, -(scope.length + 1));
  const parents = parentScopes(scope).map((parent) => byKey.get(parent === "" ? root : `${root}/${parent}`));
  return [policy, ...parents.filter((parent) => parent !== undefined)];
}
