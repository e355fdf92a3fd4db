import type { PolicyDocument } from "./generate-policies.ts";
import type { GeneratedSet } from "./generate-set.ts";

/** The form of a name in policy keys. */
export function sanitized(name: string): string {
  return /^[A-Za-z][\w@.\-/]*(:[A-Za-z][\w@.\-/]*)*$/.test(name) ? name.replace(/[^\w.]+/g, "_") : name;
}

/** Whether any policy of the set can deny, and so end an evaluation early. */
export function canDeny({ policies, vocabulary }: GeneratedSet): boolean {
  const isStrict = vocabulary.scopes.some(({ permission }) => permission === "require-consent");
  return (
    isStrict || policies.some(({ document }) => document.rolePolicy !== undefined || hasDenyRule(document))
  );
}

function hasDenyRule({ resourcePolicy, principalPolicy }: PolicyDocument): boolean {
  const rules = [
    ...(resourcePolicy?.rules ?? []),
    ...(principalPolicy?.rules.flatMap((rule) => rule.actions) ?? []),
  ];
  return rules.some(({ effect }) => effect === "EFFECT_DENY");
}

/** Sources of rules that name a derived role and emit something when their condition does not hold. */
export function emitsForInactiveRoles({ policies }: GeneratedSet): ReadonlySet<string> {
  const sources = policies.flatMap(({ document: { resourcePolicy: policy } }) => {
    if (policy === undefined) return [];
    const place = policy.scope === undefined ? "" : `/${policy.scope}`;
    return policy.rules.flatMap((rule, index) => {
      if (rule.derivedRoles === undefined || rule.output?.when.conditionNotMet === undefined) return [];
      const name = rule.name ?? `rule-${String(index + 1).padStart(3, "0")}`;
      return [`resource.${sanitized(policy.resource)}.v${policy.version}${place}#${name}`];
    });
  });
  return new Set(sources);
}
