import { principalPolicyKey, resourcePolicyKey, sanitizeName } from "@orthrus/policy";
import type { ActionDecision } from "@orthrus/protocol";
import { findEntry, type RuleTable } from "../rule-table/rule-table.ts";
import { createActionBuilder } from "./build-action.ts";
import type { DecisionProgram } from "./decision-program.ts";
import { existingScopes } from "./scope-chain.ts";

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
  // Requests that no policy is about never get so far.
  let builder: ReturnType<typeof createActionBuilder> | undefined;
  return {
    input,
    refusal: resource.exists || principal.exists ? undefined : denial(noMatch),
    unmatched: denial(resource.reportedKey),
    schemas: schemasOf(input, resource.scopes[0]),
    rejection: denial(resource.scopes.length === 0 ? noMatch : resource.key),
    actions: new Map(),
    lists: [],
    buildAction: (action, findSteps) => {
      builder ??= createActionBuilder(input, chains, findSteps);
      return builder(action);
    },
  };
}

const noMatch = "NO_MATCH";

/** The scopes whose policies of one type take part, nearest first. */
export interface Chain {
  readonly scopes: readonly string[];
  /** Key of the policy in the first scope, whether it exists or not. */
  readonly key: string;
  /** Some policy in these scopes is about the request. */
  readonly exists: boolean;
  /** What decisions of this chain are reported under. */
  readonly reportedKey: string;
}

export interface Chains {
  readonly resource: Chain;
  readonly principal: Chain;
}

/** Finds the scopes that take part in a decision or a plan. */
export function buildChains(input: ProgramInput): Chains {
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
export function schemasOf(
  input: Pick<ProgramInput, "table" | "kind" | "version">,
  firstScope: string | undefined,
): DecisionProgram["schemas"] {
  if (firstScope === undefined) return undefined;
  return findEntry(input.table.resources, sanitizeName(input.kind), input.version, firstScope)?.policy
    .schemas;
}

/** SECURITY: it is handed to every caller that gets this answer, so none of them may change it. */
function denial(matchedPolicy: string): ActionDecision {
  return Object.freeze({ effect: "deny", matchedPolicy, matchedScope: "" });
}
