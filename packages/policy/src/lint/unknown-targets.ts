import { nearestName } from "../model/nearest-name.ts";
import type { Policy, ResourcePolicy, SchemaUse } from "../model/policy.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";

/**
 * Rules of principal and role policies for a kind of resource that no policy is about, where one with nearly its name
 * has a policy. Other kinds that only these policies know are theirs to decide.
 */
export function unknownResources({ index }: LintContext): readonly LintFinding[] {
  const policies = [...index.byKey.values()];
  const kinds = new Set(policies.flatMap((policy) => (policy.kind === "resource" ? [policy.resource] : [])));
  return policies.flatMap((policy) => {
    if (policy.kind !== "principal" && policy.kind !== "role") return [];
    return policy.rules.flatMap(({ resource, span }) => {
      const guess = guessOf(resource, kinds);
      if (guess === undefined) return [];
      const message = `no resource policy is about \`${resource}\``;
      return [
        lintFinding("lint/unknown-resource", message, { ...policy, span }, `did you mean \`${guess}\`?`),
      ];
    });
  });
}

/** Actions that a schema is told not to look at, which no rule knows, where one knows nearly their name. */
export function unknownActions({ index }: LintContext): readonly LintFinding[] {
  const policies = [...index.byKey.values()];
  const everywhere = policies.flatMap(actionsOfOthers);
  const byKind = new Map<string, Set<string>>();
  for (const policy of policies) {
    if (policy.kind !== "resource") continue;
    const known = byKind.get(policy.resource) ?? new Set(everywhere);
    for (const { actions } of policy.rules) for (const action of actions) known.add(action);
    byKind.set(policy.resource, known);
  }
  return policies.flatMap((policy) =>
    policy.kind === "resource" ? ignoredInVain(policy, byKind.get(policy.resource) ?? new Set()) : [],
  );
}

function ignoredInVain(policy: ResourcePolicy, actions: ReadonlySet<string>): readonly LintFinding[] {
  const uses = [policy.principalSchema, policy.resourceSchema].flatMap((use): readonly SchemaUse[] =>
    use === undefined ? [] : [use],
  );
  return uses.flatMap(({ ref, ignoreWhenActions }) =>
    ignoreWhenActions.flatMap((action) => {
      const guess = guessOf(action, actions);
      if (guess === undefined) return [];
      const message = `no rule is about the action \`${action}\`, which \`ignoreWhen\` of this schema names`;
      const place = { ...policy, span: ref.span };
      return [lintFinding("lint/unknown-action", message, place, `did you mean \`${guess}\`?`)];
    }),
  );
}

/** The known name that somebody may have meant with one that nobody knows; patterns name many. */
function guessOf(name: string, known: ReadonlySet<string>): string | undefined {
  return known.has(name) || /[*?[\]{}!\\]/.test(name) ? undefined : nearestName(name, known);
}

/** Of policies that are about principals. */
function actionsOfOthers(policy: Policy): readonly string[] {
  if (policy.kind === "principal")
    return policy.rules.flatMap(({ actions }) => actions.map(({ action }) => action));
  return policy.kind === "role" ? policy.rules.flatMap(({ allowActions }) => allowActions) : [];
}
