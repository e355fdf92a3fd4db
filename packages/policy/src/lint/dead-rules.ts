import type { Guarded } from "../compile/compile-guard.ts";
import { effectivePermissions } from "../compile/lint-policies.ts";
import { importedDerivedRoles } from "../compile/policy-index.ts";
import type { Policy, ResourcePolicy, RolePolicy } from "../model/policy.ts";
import type { Span } from "../model/span.ts";
import { conditionTruth } from "./condition-truth.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";

/** Rules and derived roles whose conditions cannot hold, or hold always. */
export function deadRules(policy: Policy, context: LintContext): readonly LintFinding[] {
  switch (policy.kind) {
    case "resource":
      return resourceRules(policy, context);
    case "principal":
      // Where parents have to consent, an ALLOW that does not hold takes away.
      if (effectivePermissions(policy) === "require-parental-consent") return [];
      return policy.rules.flatMap(({ actions }) =>
        actions.flatMap((it) => constant(policy, it, "rule", context)),
      );
    case "role":
      return roleRules(policy, context);
    case "derived-roles":
      return policy.definitions.flatMap((it) => constant(policy, it, `derived role \`${it.name}\``, context));
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function resourceRules(policy: ResourcePolicy, context: LintContext): readonly LintFinding[] {
  if (effectivePermissions(policy) === "require-parental-consent") return [];
  const inactive = inactiveDerivedRoles(policy, context);
  return policy.rules.flatMap((rule) => {
    const isAlone = rule.roles.length === 0 && rule.derivedRoles.length > 0;
    if (isAlone && rule.derivedRoles.every(({ value }) => inactive.has(value))) {
      const message = "rule can never match: no derived role that it names can be active";
      const hint = "correct the conditions of the derived roles, or remove the rule";
      return [lintFinding("lint/rule-never-matches", message, { ...policy, span: rule.span }, hint)];
    }
    return constant(policy, rule, "rule", context);
  });
}

function roleRules(policy: RolePolicy, context: LintContext): readonly LintFinding[] {
  return policy.rules.flatMap((rule) => constant(policy, rule, "rule", context));
}

function inactiveDerivedRoles(policy: ResourcePolicy, context: LintContext): ReadonlySet<string> {
  const sets = policy.importDerivedRoles.flatMap(
    ({ value }) => importedDerivedRoles(context.index, value) ?? [],
  );
  const definitions = sets.flatMap((set) => set.definitions);
  const inactive = definitions.filter(({ condition }) => conditionTruth(condition, context) === false);
  return new Set(inactive.map(({ name }) => name));
}

function constant(
  policy: Policy,
  { condition, span, output }: Guarded & { readonly span: Span },
  title: string,
  context: LintContext,
): readonly LintFinding[] {
  if (condition === undefined) return [];
  const truth = conditionTruth(condition, context);
  if (truth === undefined) return [];
  if (!truth) {
    // It is there for what it emits then.
    if (output?.conditionNotMet !== undefined) return [];
    const hint = isLastOfRole(policy)
      ? KEEP_LAST
      : "no request makes it hold; correct it, or remove what it is for";
    const message = `${title} can never match: its condition holds for no request`;
    return [lintFinding("lint/condition-never-holds", message, { ...policy, span }, hint)];
  }
  const hint = "no request makes it fail to hold; remove it, or correct it";
  const message = `condition of this ${title} holds for every request`;
  return [lintFinding("lint/condition-always-holds", message, { ...policy, span }, hint)];
}

/** Without rules a role policy takes nothing away. */
function isLastOfRole(policy: Policy): boolean {
  return policy.kind === "role" && policy.rules.length === 1;
}

const KEEP_LAST =
  "no request makes it hold; correct it, for without its only rule the policy takes nothing away";
