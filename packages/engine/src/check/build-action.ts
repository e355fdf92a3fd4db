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
import { earnableRoles } from "./earnable-roles.ts";
import { noRuntime } from "./run.ts";
import type { FindScopeSteps, ScopeSteps } from "./scope-steps.ts";

/**
 * Prepares what the actions of a program share; the result works out the steps of one action.
 *
 * Source: Cerbos 0.55, "evaluate role" of "check", everything in it that does not depend on attributes.
 */
export function createActionBuilder(
  input: ProgramInput,
  chains: Chains,
  findSteps: FindScopeSteps,
): (action: string) => ActionProgram {
  const { table, version, principalId } = input;
  const kind = sanitizeName(input.kind);
  const principalScopes = principalScopesOf(input, chains.principal, findSteps);
  const resourceScopes = resourceScopesOf(input, chains.resource, kind, findSteps);

  function principalPass(action: string): Pass | undefined {
    const stages = principalScopes.map(({ scope, steps }) =>
      steps.stage(selectPrincipalRows(table, { kind, version, scope, action }, principalId), undefined),
    );
    return stages.some(({ steps }) => steps.length > 0) ? { roles: input.roles, stages } : undefined;
  }

  function rolePass(action: string, role: string): Pass {
    const roles = withParentRoles(table, input.scope, [role]);
    const stages = resourceScopes.map(({ scope, steps, derivedRoles }) =>
      steps.stage(selectResourceRows(table, { kind, version, scope, action }, roles), derivedRoles),
    );
    return { roles: Object.freeze([role]), stages: untilDecided(stages) };
  }

  return (action) => ({
    action,
    principal: principalPass(action),
    roles: distinct(input.roles.map((role) => rolePass(action, role))),
  });
}

interface PrincipalScope {
  readonly scope: string;
  readonly steps: ScopeSteps;
}

function principalScopesOf(
  { table, principalId }: ProgramInput,
  chain: Chain,
  findSteps: FindScopeSteps,
): readonly PrincipalScope[] {
  if (!table.principals.has(principalId)) return [];
  return chain.scopes.map((scope) => ({ scope, steps: findSteps(chain, scope) }));
}

/** Where the principal's roles earn derived roles. */
interface ResourceScope extends PrincipalScope {
  readonly derivedRoles: ScopeDerivedRoles;
}

function resourceScopesOf(
  input: ProgramInput,
  chain: Chain,
  kind: string,
  findSteps: FindScopeSteps,
): readonly ResourceScope[] {
  const { table, version } = input;
  const allRoles = new Set(withParentRoles(table, input.scope, input.roles));
  let previous: ScopeDerivedRoles | undefined;
  return chain.scopes.map((scope, index) => {
    const policy = findEntry(table.resources, kind, version, scope)?.policy;
    const steps = findSteps(chain, scope);
    const candidates = earnableRoles(policy, allRoles).map(steps.slots.derivedRoleSlot);
    previous = { index, previous, candidates, known: undefined, run: 0, runtime: noRuntime };
    return { scope, steps, derivedRoles: previous };
  });
}

/** No scope is reached after one that always answers. */
function untilDecided(stages: readonly Stage[]): readonly Stage[] {
  const last = stages.findIndex(({ steps, allow }) =>
    steps.some((step) => isCertain(step) && (step.effect === "deny" || (step.effect === "allow" && allow))),
  );
  return last < 0 || last === stages.length - 1 ? stages : stages.slice(0, last + 1);
}

/** A role that meets the same steps as one before it changes nothing, unless outputs are repeated. */
function distinct(passes: readonly Pass[]): readonly Pass[] {
  if (passes.length === 1) return passes;
  const kept: Pass[] = [];
  for (const pass of passes) {
    const place = kept.findIndex((before) => isRepeat(pass, before));
    const earlier = kept[place];
    if (earlier === undefined) kept.push(pass);
    else kept[place] = { ...earlier, roles: Object.freeze([...earlier.roles, ...pass.roles]) };
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
