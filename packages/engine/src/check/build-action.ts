import { sanitizeName } from "@orthrus/policy";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import { findEntry } from "../rule-table/rule-table.ts";
import { selectPrincipalRows, selectResourceRows } from "../rule-table/select-rows.ts";
import type { Chain, Chains, ProgramInput } from "./build-program.ts";
import {
  type ActionProgram,
  isCertain,
  type Pass,
  type ScopeDerivedRoles,
  type Stage,
} from "./decision-program.ts";
import {
  type ProgramScope,
  type ProgramScopeOptions,
  principalScope,
  resourceScope,
} from "./program-scope.ts";

/**
 * Prepares what the actions of a program share; the result works out the steps of one action.
 *
 * Source: Cerbos 0.55, "evaluate role" of "check", everything in it that does not depend on attributes.
 */
export function createActionBuilder(input: ProgramInput, chains: Chains): (action: string) => ActionProgram {
  const { table, version, principalId } = input;
  const kind = sanitizeName(input.kind);
  const principalScopes = chains.principal.scopes.map((scope) =>
    principalScope(scopeOptions(input, chains.principal, scope)),
  );
  const resourceScopes = resourceScopesOf(input, chains.resource, kind);

  function principalPass(action: string): Pass | undefined {
    const stages = principalScopes.map(({ scope, stage }) =>
      stage(selectPrincipalRows(table, { kind, version, scope, action }, principalId)),
    );
    return stages.some(({ steps }) => steps.length > 0) ? { roles: input.roles, stages } : undefined;
  }

  function rolePass(action: string, role: string): Pass {
    const roles = withParentRoles(table, input.scope, [role]);
    const stages = resourceScopes.map(({ scope, stage }) =>
      stage(selectResourceRows(table, { kind, version, scope, action }, roles)),
    );
    return { roles: [role], stages: untilDecided(stages) };
  }

  return (action) => ({
    action,
    principal: principalPass(action),
    roles: distinct(input.roles.map((role) => rolePass(action, role))),
  });
}

function scopeOptions({ table }: ProgramInput, { reportedKey }: Chain, scope: string): ProgramScopeOptions {
  const needsConsent = table.scopePermissions.get(scope) === "require-parental-consent";
  return { scope, reportedKey, needsConsent };
}

function resourceScopesOf(input: ProgramInput, chain: Chain, kind: string): readonly ProgramScope[] {
  const { table, version } = input;
  const allRoles = new Set(withParentRoles(table, input.scope, input.roles));
  let previous: ScopeDerivedRoles | undefined;
  return chain.scopes.map((scope) => {
    const policy = findEntry(table.resources, kind, version, scope)?.policy;
    const current = resourceScope(scopeOptions(input, chain, scope), policy, allRoles, previous);
    previous = current.derivedRoles;
    return current;
  });
}

/** No scope is reached after one that always answers. */
function untilDecided(stages: readonly Stage[]): readonly Stage[] {
  const last = stages.findIndex(({ steps, allow }) =>
    steps.some((step) => isCertain(step) && (step.effect === "deny" || (step.effect === "allow" && allow))),
  );
  return last < 0 ? stages : stages.slice(0, last + 1);
}

/** A role that meets the same steps as one before it changes nothing, unless outputs are repeated. */
function distinct(passes: readonly Pass[]): readonly Pass[] {
  const kept: Pass[] = [];
  for (const pass of passes) {
    const place = kept.findIndex((before) => isRepeat(pass, before));
    const earlier = kept[place];
    if (earlier === undefined) kept.push(pass);
    else kept[place] = { ...earlier, roles: [...earlier.roles, ...pass.roles] };
  }
  return kept;
}

function isRepeat({ stages }: Pass, earlier: Pass): boolean {
  if (stages.length !== earlier.stages.length) return false;
  return stages.every(({ steps }, index) => {
    const before = earlier.stages[index]?.steps;
    return steps.length === before?.length && steps.every((step, i) => step === before[i] && !step.output);
  });
}
