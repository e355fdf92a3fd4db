import {
  type CompiledDerivedRole,
  type CompiledResourcePolicy,
  principalPolicyKey,
  resourcePolicyKey,
  sanitizeName,
} from "@orthrus/policy";
import type { ActionDecision } from "@orthrus/protocol";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import type { Row } from "../rule-table/row.ts";
import { findEntry, type RuleTable } from "../rule-table/rule-table.ts";
import { selectPrincipalRows, selectResourceRows } from "../rule-table/select-rows.ts";
import type {
  ActionProgram,
  DecisionProgram,
  OutputStep,
  Pass,
  ScopeDerivedRoles,
  Stage,
  Step,
} from "./decision-program.ts";
import { noRuntime } from "./run.ts";
import { existingScopes } from "./scope-chain.ts";
import { createSlots, type Slots } from "./slots.ts";

/** What a decision program is about. Versions and scopes are effective: defaults are applied. */
export interface ProgramInput {
  readonly table: RuleTable;
  readonly principalId: string;
  readonly principalVersion: string;
  readonly principalScope: string;
  /** As requested. */
  readonly kind: string;
  readonly version: string;
  readonly scope: string;
  readonly roles: readonly string[];
  readonly isLenient: boolean;
}

/**
 * Works out once what a whole family of requests has in common.
 *
 * Source: Cerbos 0.55, scope search, existence and row lookup of "check".
 */
export function buildProgram(input: ProgramInput): DecisionProgram {
  const chains = buildChains(input);
  const { resource, principal } = chains;
  const actions = new Map<string, ActionProgram>();
  return {
    refusal: resource.exists || principal.exists ? undefined : denial(noMatch),
    unmatched: denial(resource.reportedKey),
    schemas: schemasOf(input, resource.scopes[0]),
    rejection: denial(resource.scopes.length === 0 ? noMatch : resource.key),
    actions,
    buildAction: createActionBuilder(input, chains),
  };
}

const noMatch = "NO_MATCH";

interface Chain {
  readonly scopes: readonly string[];
  /** Key of the policy in the first scope, whether it exists or not. */
  readonly key: string;
  /** Some policy in these scopes is about the request. */
  readonly exists: boolean;
  /** What decisions of this chain are reported under. */
  readonly reportedKey: string;
}

interface Chains {
  readonly resource: Chain;
  readonly principal: Chain;
}

function buildChains(input: ProgramInput): Chains {
  const { table, isLenient } = input;
  const ofPrincipal = existingScopes(table.principalScopes, input.principalScope, isLenient);
  const ofResource = existingScopes(table.resourceScopes, input.scope, isLenient);
  return {
    principal: chain(
      ofPrincipal,
      (scope) => principalPolicyKey(input.principalId, input.principalVersion, scope),
      hasPrincipalPolicy(input, ofPrincipal),
    ),
    resource: chain(
      ofResource,
      (scope) => resourcePolicyKey(input.kind, input.version, scope),
      hasResourcePolicy(input, ofResource),
    ),
  };
}

function chain(scopes: readonly string[], keyIn: (scope: string) => string, exists: boolean): Chain {
  const key = scopes[0] === undefined ? "" : keyIn(scopes[0]);
  return { scopes, key, exists, reportedKey: exists ? key : noMatch };
}

/** COMPAT(cerbos): any principal's policy counts, about any resource, of the principal's own version. */
function hasPrincipalPolicy({ table, principalVersion }: ProgramInput, scopes: readonly string[]): boolean {
  const existing = table.principalScopesByVersion.get(principalVersion);
  return existing !== undefined && scopes.some((scope) => existing.has(scope));
}

function hasResourcePolicy(input: ProgramInput, scopes: readonly string[]): boolean {
  const { table, version } = input;
  const kind = sanitizeName(input.kind);
  const roles = table.rolePolicies.get(version);
  return scopes.some(
    (scope) =>
      findEntry(table.resources, kind, version, scope) !== undefined ||
      roles?.get(scope)?.some(({ rules }) => rules.some(({ resource }) => resource.matches(kind))) === true,
  );
}

/** COMPAT(cerbos): only the policy of the very first scope brings its schemas. */
function schemasOf(input: ProgramInput, firstScope: string | undefined): DecisionProgram["schemas"] {
  if (firstScope === undefined) return undefined;
  return findEntry(input.table.resources, sanitizeName(input.kind), input.version, firstScope)?.policy
    .schemas;
}

function createActionBuilder(input: ProgramInput, chains: Chains): (action: string) => ActionProgram {
  const { table, version } = input;
  const kind = sanitizeName(input.kind);
  const scopes = resourceScopes(input, kind, chains.resource.scopes);
  const rolesOf = input.roles.map((role) => withParentRoles(table, input.scope, [role]));
  const principalSlots = chains.principal.scopes.map(createSlots);

  function principalPass(action: string): Pass | undefined {
    const pass = chains.principal.scopes.map((scope, index) => {
      const rows = selectPrincipalRows(table, { kind, version, scope, action }, input.principalId);
      return buildStage(
        input,
        chains.principal,
        scope,
        rows,
        principalSlots[index] ?? createSlots(),
        undefined,
      );
    });
    return pass.some((stage) => stage.steps.length > 0) ? pass : undefined;
  }

  function rolePass(action: string, roles: readonly string[]): Pass {
    return untilDecided(
      scopes.map(({ scope, slots, derivedRoles }) => {
        const rows = selectResourceRows(table, { kind, version, scope, action }, roles);
        return buildStage(input, chains.resource, scope, rows, slots, derivedRoles);
      }),
    );
  }

  return (action) => ({
    action,
    principal: principalPass(action),
    roles: rolesOf.map((roles) => rolePass(action, roles)),
  });
}

interface ResourceScope {
  readonly scope: string;
  readonly slots: Slots;
  readonly derivedRoles: ScopeDerivedRoles;
}

function resourceScopes(
  input: ProgramInput,
  kind: string,
  scopes: readonly string[],
): readonly ResourceScope[] {
  const { table, version } = input;
  const allRoles = new Set(withParentRoles(table, input.scope, input.roles));
  let previous: ScopeDerivedRoles | undefined;
  return scopes.map((scope, index) => {
    const slots = createSlots();
    const policy = findEntry(table.resources, kind, version, scope)?.policy;
    const candidates = policy ? earnableRoles(policy, allRoles).map(slots.derivedRoleSlot) : [];
    previous = { index, previous, candidates, known: new Map(), run: 0, runtime: noRuntime };
    return { scope, slots, derivedRoles: previous };
  });
}

/** COMPAT(cerbos): parent roles are names or `*` here; only the rows of a derived role know globs. */
function earnableRoles(
  policy: CompiledResourcePolicy,
  allRoles: ReadonlySet<string>,
): readonly CompiledDerivedRole[] {
  return policy.derivedRoles
    .filter(({ parentRoles }) => parentRoles.some((role) => role === "*" || allRoles.has(role)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function buildStage(
  { table }: ProgramInput,
  { reportedKey }: Chain,
  scope: string,
  rows: readonly Row[],
  slots: Slots,
  derivedRoles: ScopeDerivedRoles | undefined,
): Stage {
  const deny = denial(reportedKey, scope);
  const needsConsent = table.scopePermissions.get(scope) === "require-parental-consent";
  return {
    derivedRoles,
    steps: untilDenied(rows.map((row) => buildStep(row, slots, deny))),
    allow: needsConsent ? undefined : { effect: "allow", matchedPolicy: reportedKey, matchedScope: scope },
  };
}

function buildStep(row: Row, slots: Slots, deny: ActionDecision): Step {
  return {
    effect: row.effect,
    derivedRole: row.derivedRole && slots.derivedRoleSlot(row.derivedRole),
    condition: slots.conditionSlot(row.condition, row.variables),
    output: buildOutput(row, slots),
    deny: row.isRestriction ? denial(row.origin, row.scope) : deny,
    failure: denial(row.origin, row.scope),
  };
}

function buildOutput({ output, outputSource, variables }: Row, slots: Slots): OutputStep | undefined {
  return output && { ...output, source: outputSource, variables: slots.variableSlot(variables) };
}

/** Nothing after an unconditional denial is ever reached. */
function untilDenied(steps: readonly Step[]): readonly Step[] {
  const last = steps.findIndex((step) => step.effect === "deny" && isCertain(step));
  return last < 0 ? steps : steps.slice(0, last + 1);
}

/** Nor is any scope after one that always answers. */
function untilDecided(pass: Pass): Pass {
  const last = pass.findIndex(({ steps, allow }) =>
    steps.some((step) => isCertain(step) && (step.effect === "deny" || (step.effect === "allow" && allow))),
  );
  return last < 0 ? pass : pass.slice(0, last + 1);
}

function isCertain({ derivedRole, condition }: Step): boolean {
  return condition === undefined && derivedRole?.condition === undefined;
}

function denial(matchedPolicy: string, matchedScope = ""): ActionDecision {
  return { effect: "deny", matchedPolicy, matchedScope };
}
