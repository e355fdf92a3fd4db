import type { Diagnostic } from "../diagnostic.ts";
import type { Policy, PrincipalPolicy, RolePolicy } from "../model/policy.ts";
import { sanitizeName } from "../model/policy-key.ts";
import { type Located, placeOf, type Span } from "../model/span.ts";

/** What is legal but probably not meant, in walk order; nothing here keeps policies from deciding. */
export function warningsOf(policy: Policy): readonly Diagnostic[] {
  switch (policy.kind) {
    case "role":
      return [...missingVersion(policy), ...rolePatterns(policy)];
    case "principal":
      return [...deprecatedVariables(policy), ...principalPatterns(policy)];
    case "resource":
    case "derived-roles":
      return deprecatedVariables(policy);
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function missingVersion(policy: RolePolicy): readonly Diagnostic[] {
  if (policy.version !== "") return [];
  const message = `role policy for \`${policy.role}\` has no version and holds for \`default\``;
  return [
    warning("policy/role-policy-without-version", message, policy, policy.span, "add `version: default`"),
  ];
}

function deprecatedVariables(policy: Policy): readonly Diagnostic[] {
  const span = policy.topLevelVariablesSpan;
  if (span === undefined) return [];
  const message = "top-level `variables` are deprecated";
  const hint = "move them to `variables.local` of the policy";
  return [warning("policy/deprecated-variables", message, policy, span, hint)];
}

/** A deny that never fires lets requests through, so it is worth more words than an allow. */
function principalPatterns(policy: PrincipalPolicy): readonly Diagnostic[] {
  return policy.rules.flatMap(({ resource, span, actions }) => {
    if (!resource.includes("*")) return [];
    const denies = actions.some(({ effect }) => effect === "deny");
    return unmatchedPattern(policy, { value: resource, span }, denies ? ", so its denials never fire" : "");
  });
}

function rolePatterns(policy: RolePolicy): readonly Diagnostic[] {
  return policy.rules.flatMap(({ resource, span }) =>
    unmatchedPattern(policy, { value: resource, span }, ""),
  );
}

/** Kinds are looked up in sanitized form, patterns are compared as written. */
function unmatchedPattern(
  policy: Policy,
  { value, span }: Located<string>,
  effect: string,
): readonly Diagnostic[] {
  const stem = value.replace(/\*+/g, "x");
  if (/^\*+$/.test(value) || sanitizeName(stem) === stem) return [];
  const message = `pattern \`${value}\` matches no kind such as \`${stem}\`, which is looked up as \`${sanitizeName(stem)}\`${effect}`;
  const hint = `write \`${value.replace(/[^0-9A-Za-z_.*]+/g, "_")}\``;
  return [warning("policy/unmatched-pattern", message, policy, span, hint)];
}

function warning(code: string, message: string, { source }: Policy, span: Span, hint: string): Diagnostic {
  return { code, message, file: source.file, position: placeOf(source, span).position, hint };
}
