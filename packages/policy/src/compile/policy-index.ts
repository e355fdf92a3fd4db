import type {
  DerivedRoles,
  ExportConstants,
  ExportVariables,
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  RolePolicy,
} from "../model/policy.ts";
import { policyKey } from "../model/policy-key.ts";

/** Every enabled policy by key, first come first kept. */
export interface PolicyIndex {
  readonly byKey: ReadonlyMap<string, Policy>;
  readonly derivedRoles: ReadonlyMap<string, DerivedRoles>;
  readonly exportVariables: ReadonlyMap<string, ExportVariables>;
  readonly exportConstants: ReadonlyMap<string, ExportConstants>;
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
  const kept = [...byKey.values()];
  return {
    byKey,
    disabled,
    duplicates,
    derivedRoles: byName(kept.filter((policy) => policy.kind === "derived-roles")),
    exportVariables: byName(kept.filter((policy) => policy.kind === "export-variables")),
    exportConstants: byName(kept.filter((policy) => policy.kind === "export-constants")),
  };
}

/** Narrows to the policies that are compiled by themselves. */
export function isDeciding(policy: Policy): policy is DecidingPolicy {
  return policy.kind === "resource" || policy.kind === "principal" || policy.kind === "role";
}

function byName<T extends { readonly name: string }>(policies: readonly T[]): ReadonlyMap<string, T> {
  return new Map(policies.map((policy) => [policy.name, policy]));
}
