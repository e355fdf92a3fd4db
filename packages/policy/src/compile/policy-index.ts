import type {
  DerivedRoles,
  ExportConstants,
  ExportVariables,
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  RolePolicy,
} from "../model/policy.ts";
import { derivedRolesKey, exportConstantsKey, exportVariablesKey, policyKey } from "../model/policy-key.ts";

/** Every enabled policy by key, first come first kept. */
export interface PolicyIndex {
  readonly byKey: ReadonlyMap<string, Policy>;
  readonly disabled: readonly Policy[];
  readonly duplicates: readonly Duplicate[];
}

export interface Duplicate {
  readonly key: string;
  readonly policy: Policy;
  readonly first: Policy;
}

/** Policies that can decide by themselves, as opposed to those that are only imported. */
export type DecidingPolicy = ResourcePolicy | PrincipalPolicy | RolePolicy;

/** Sorts policies into an index. INVARIANT: `policies` come in walk order. */
export function indexPolicies(policies: readonly Policy[]): PolicyIndex {
  const byKey = new Map<string, Policy>();
  const disabled: Policy[] = [];
  const duplicates: Duplicate[] = [];
  for (const policy of policies) {
    if (policy.isDisabled) {
      disabled.push(policy);
      continue;
    }
    const key = policyKey(policy);
    const first = byKey.get(key);
    if (first === undefined) byKey.set(key, policy);
    else duplicates.push({ key, policy, first });
  }
  return { byKey, disabled, duplicates };
}

/** Narrows to the policies that are compiled by themselves. */
export function isDeciding(policy: Policy): policy is DecidingPolicy {
  return policy.kind === "resource" || policy.kind === "principal" || policy.kind === "role";
}

/** Imports name policies as keys do: `my-roles` and `my_roles` are the same set. */
export function importedDerivedRoles({ byKey }: PolicyIndex, name: string): DerivedRoles | undefined {
  const policy = byKey.get(derivedRolesKey(name));
  return policy?.kind === "derived-roles" ? policy : undefined;
}

export function importedVariables({ byKey }: PolicyIndex, name: string): ExportVariables | undefined {
  const policy = byKey.get(exportVariablesKey(name));
  return policy?.kind === "export-variables" ? policy : undefined;
}

export function importedConstants({ byKey }: PolicyIndex, name: string): ExportConstants | undefined {
  const policy = byKey.get(exportConstantsKey(name));
  return policy?.kind === "export-constants" ? policy : undefined;
}
