import type { Policy, ResourcePolicy, SourceCondition } from "../model/policy.ts";
import type { Located, Span } from "../model/span.ts";
import { type AttributeReads, attributeReads } from "./attribute-reads.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import {
  conditionExpressions,
  expressionsThatMustHold,
  type PolicyWithConditions,
  usedNames,
  variablesOf,
} from "./policy-expressions.ts";
import { schemaAttributes } from "./schema-attributes.ts";

/**
 * DENY rules that let through a request that lacks an attribute: reading it fails, and a condition that fails does not
 * hold.
 */
export function openDenials(policy: Policy, context: LintContext): readonly LintFinding[] {
  switch (policy.kind) {
    case "resource":
      return policy.rules.flatMap((rule) =>
        rule.effect === "deny"
          ? openCondition(policy, rule.condition, requiredAttributes(policy, rule.actions, context), context)
          : [],
      );
    case "principal":
      return policy.rules.flatMap(({ actions }) =>
        actions.flatMap(({ effect, condition }) =>
          effect === "deny" ? openCondition(policy, condition, new Set(), context) : [],
        ),
      );
    case "role":
    case "derived-roles":
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function openCondition(
  policy: PolicyWithConditions,
  condition: SourceCondition | undefined,
  required: ReadonlySet<string>,
  context: LintContext,
): readonly LintFinding[] {
  if (condition?.kind !== "match") return [];
  const asked = new Set(
    conditionExpressions(condition).flatMap(({ value }) =>
      readsOf(value, policy, context).flatMap((it) => [...it.asked]),
    ),
  );
  const missing = new Map<string, Span>();
  for (const { value, span } of expressionsThatMustHold(condition.match)) {
    for (const { needed } of readsOf(value, policy, context)) {
      for (const path of needed)
        if (!asked.has(path) && !required.has(path) && !missing.has(path)) missing.set(path, span);
    }
  }
  return byPlace(missing).map(({ value: paths, span }) => {
    const names = paths.map((path) => `\`${path}\``).join(", ");
    const message = `DENY does not apply to a request without ${names}: its condition fails, and then nothing is denied`;
    const hint = `say what a missing one means, such as \`!has(${paths[0] ?? ""}) || …\`, or require it in the schema`;
    return lintFinding("lint/deny-can-fail-open", message, { ...policy, span }, hint);
  });
}

/** One entry per expression, with all that it may miss. */
function byPlace(missing: ReadonlyMap<string, Span>): readonly Located<readonly string[]>[] {
  const spans = [...new Set(missing.values())];
  return spans.map((span) => ({
    span,
    value: [...missing].flatMap(([path, at]) => (at === span ? [path] : [])),
  }));
}

/** Of an expression, and of every variable behind it. */
function readsOf(
  text: string,
  policy: PolicyWithConditions,
  context: LintContext,
): readonly AttributeReads[] {
  const variables = variablesOf(policy, context.index);
  const names = usedNames([text], policy, context).variables;
  return [text, ...[...names].flatMap((name) => variables.get(name)?.value ?? [])].map(attributeReads);
}

/** What schemas require of every request that a rule about these actions decides. */
function requiredAttributes(
  policy: ResourcePolicy,
  actions: readonly string[],
  context: LintContext,
): ReadonlySet<string> {
  const required = (side: "principal" | "resource", root: string): readonly string[] => {
    const schema = schemaAttributes(policy, side, context);
    const isIgnored = schema?.ignoredActions.some((pattern) => actions.some((it) => mayOverlap(it, pattern)));
    return schema === undefined || isIgnored ? [] : [...schema.required].map((name) => `${root}.${name}`);
  };
  return new Set([...required("principal", "P.attr"), ...required("resource", "R.attr")]);
}

/** Whether one action may match both patterns; if in doubt, it may. */
function mayOverlap(left: string, right: string): boolean {
  const [a, b] = [beforePattern(left), beforePattern(right)];
  if (a === left && b === right) return a === b;
  return a.startsWith(b) || b.startsWith(a);
}

function beforePattern(pattern: string): string {
  return /^[^*?[{!\\]*/.exec(pattern)?.[0] ?? "";
}
