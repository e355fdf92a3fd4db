import type { Policy, PrincipalPolicy, ResourcePolicy } from "../model/policy.ts";
import { parentScopes, policyKey, principalPolicyKey, resourcePolicyKey } from "../model/policy-key.ts";
import { addTo } from "./grouping.ts";
import type { MissingScope } from "./lint-report.ts";
import { nearbyPlace } from "./load-failure.ts";
import type { PolicyIndex } from "./policy-index.ts";
import { type FindUnread, unreadHint } from "./unread-files.ts";

type ScopedPolicy = ResourcePolicy | PrincipalPolicy;

/** A policy that misses one in a scope above its own. */
interface Need {
  readonly policy: ScopedPolicy;
  readonly scope: string;
}

/**
 * Finds the policies of outer scopes that others need.
 *
 * COMPAT(cerbos): a role policy in the missing scope does not stand in for the resource policy, because the policies
 * below it would then silently not be loaded.
 */
export function missingScopes(index: PolicyIndex, findUnread: FindUnread): readonly MissingScope[] {
  const missing = new Map<string, Need[]>();
  for (const policy of [...index.byKey.values()].filter(isScoped)) {
    for (const scope of parentScopes(policy.scope)) {
      const key = keyInScope(policy, scope);
      if (!index.byKey.has(key)) addTo(missing, key, { policy, scope });
    }
  }
  if (missing.size === 0) return [];
  const known = { index, findUnread, anyVersion: policiesOfAnyVersion(index) };
  return [...missing]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([missingPolicy, needs]) => {
      const [first] = needs;
      if (first === undefined) return [];
      const { source, scopeSpan, nameSpan } = first.policy;
      return {
        missingPolicy,
        descendants: needs.map(({ policy }) => policyKey(policy)).sort(),
        near: { file: source.file, ...nearbyPlace(source, (scopeSpan ?? nameSpan).caret) },
        hint: hintFor(missingPolicy, first, known),
      };
    });
}

interface Known {
  readonly index: PolicyIndex;
  readonly findUnread: FindUnread;
  /** One policy for each kind, name and scope, whatever its version. */
  readonly anyVersion: ReadonlyMap<string, ScopedPolicy>;
}

function hintFor(key: string, { policy, scope }: Need, { index, findUnread, anyVersion }: Known): string {
  const unread = findUnread(policy.kind, nameOf(policy));
  if (unread !== undefined) return unreadHint(unread);
  const disabled = index.disabled.find((each) => policyKey(each) === key);
  if (disabled !== undefined) return `\`${disabled.source.file}\` defines it, and is disabled`;
  const other = anyVersion.get(versionlessKey(policy, scope));
  if (other !== undefined) {
    const file = other.source.file;
    return `\`${file}\` has it in version \`${other.version}\`, this one has version \`${policy.version}\`: give both the same`;
  }
  const where = scope === "" ? "without `scope`" : `with \`scope: ${scope}\``;
  return `add a policy for \`${nameOf(policy)}\` ${where}; one without rules is enough`;
}

function policiesOfAnyVersion({ byKey }: PolicyIndex): ReadonlyMap<string, ScopedPolicy> {
  return new Map(
    [...byKey.values()].filter(isScoped).map((policy) => [versionlessKey(policy, policy.scope), policy]),
  );
}

function versionlessKey(policy: ScopedPolicy, scope: string): string {
  return JSON.stringify([policy.kind, nameOf(policy), scope]);
}

function isScoped(policy: Policy): policy is ScopedPolicy {
  return policy.kind === "resource" || policy.kind === "principal";
}

function nameOf(policy: ScopedPolicy): string {
  return policy.kind === "resource" ? policy.resource : policy.principal;
}

function keyInScope(policy: ScopedPolicy, scope: string): string {
  return policy.kind === "resource"
    ? resourcePolicyKey(policy.resource, policy.version, scope)
    : principalPolicyKey(policy.principal, policy.version, scope);
}
