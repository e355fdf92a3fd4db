import { decisiveOf } from "./explain-condition.ts";
import type { ConditionTrace, ExpressionPart, Reason, ReasonCode, RuleTrace } from "./explanation.ts";
import type { MetRule } from "./nearest-rule.ts";

// One function per kind of reason, so that each sentence has one place.

type Told = Partial<Omit<Reason, "code" | "message">>;

/** A reason about no rule. */
export function reason(code: ReasonCode, message: string, told: Told = {}): Reason {
  return {
    code,
    message,
    policy: undefined,
    file: undefined,
    rule: undefined,
    derivedRole: undefined,
    parts: [],
    missing: [],
    hint: undefined,
    cause: undefined,
    ...told,
  };
}

/** An allow. */
export function allowedBy({ pass, rule }: MetRule): Reason {
  const code = pass.kind === "principal-policies" ? "allowed-by-principal-policy" : "allowed-by-rule";
  return reason(code, `${ruleText(rule)} allows it`, about(rule, rule.condition));
}

/** Why a rule that could have allowed did not. */
export function notAllowedBy({ rule }: MetRule): Reason {
  switch (rule.outcome) {
    case "derived-role-inactive":
      return derivedRoleInactive(rule);
    case "role-missing":
      return reason(
        "role-missing",
        `${ruleText(rule)} is for ${rolesText(rule.roles)}, which the principal is not`,
        {
          ...about(rule, undefined),
        },
      );
    default:
      return conditionNotMet(rule);
  }
}

function conditionNotMet(rule: RuleTrace): Reason {
  const told = about(rule, rule.condition);
  if (rule.condition !== undefined && decisiveOf(rule.condition).isError) {
    return reason(
      "condition-error",
      `the condition of ${ruleText(rule)} cannot be evaluated: ${whatFailed(told)}`,
      told,
    );
  }
  return reason(
    "condition-false",
    `the condition of ${ruleText(rule)} does not hold: ${whatFailed(told)}`,
    told,
  );
}

function derivedRoleInactive(rule: RuleTrace): Reason {
  const { derivedRole } = rule;
  const name = derivedRole?.name ?? "";
  const told = about(rule, derivedRole?.condition);
  const start = `${ruleText(rule)} is for the derived role ${quoted(name)}`;
  switch (derivedRole?.why) {
    case "condition-error":
      return reason(
        "derived-role-inactive",
        `${start}, whose condition cannot be evaluated: ${whatFailed(told)}`,
        told,
      );
    case "condition-false":
      return reason(
        "derived-role-inactive",
        `${start}, whose condition does not hold: ${whatFailed(told)}`,
        told,
      );
    default: {
      const message = `${start}, which only ${rolesText(derivedRole?.parentRoles ?? [])} can earn`;
      return reason("derived-role-inactive", message, told);
    }
  }
}

/** Why a rule denied. */
export function deniedBy({ pass, rule }: MetRule, isStrictError: boolean): Reason {
  if (isStrictError) return errorDenies(rule);
  if (rule.isRestriction) return roleRestricts(rule);
  const told = about(rule, rule.condition);
  if (rule.effect === "allow") {
    const message = `${ruleText(rule)} needs the consent of parent scopes, and there a condition that does not hold denies: ${whatFailed(told)}`;
    return reason("parental-consent", message, told);
  }
  const code = pass.kind === "principal-policies" ? "denied-by-principal-policy" : "denied-by-rule";
  const why = told.parts.length === 0 ? "" : `: ${whatFailed(told)}`;
  return reason(code, `${ruleText(rule)} denies it${why}`, told);
}

/** Where evaluation is strict, what cannot be evaluated denies. */
function errorDenies(rule: RuleTrace): Reason {
  const told = about(rule, rule.condition ?? rule.derivedRole?.condition);
  const message = `a condition of ${ruleText(rule)} cannot be evaluated, and evaluation is strict: ${whatFailed(told)}`;
  return reason("condition-error", message, told);
}

function roleRestricts(rule: RuleTrace): Reason {
  const told = about(rule, rule.condition);
  if (rule.rule === undefined) {
    return reason("role-policy", `the role policy ${quoted(rule.policy)} has no rule that allows it`, told);
  }
  return reason(
    "role-policy",
    `${ruleText(rule)} allows it under a condition that does not hold: ${whatFailed(told)}`,
    told,
  );
}

/** A scope allowed, but not by itself. */
export function consentMissing({ rule, scope }: MetRule, cause: Reason | undefined): Reason {
  const message = `${ruleText(rule)} allows it, but scope ${quoted(scope.scope)} needs the consent of its parents, and none allows it`;
  return reason("parental-consent", message, { ...about(rule, undefined), cause });
}

function about(
  rule: RuleTrace,
  condition: ConditionTrace | undefined,
): Told & Pick<Reason, "parts" | "missing"> {
  const parts = condition === undefined ? [] : decisiveOf(condition).parts;
  return {
    policy: rule.policy,
    file: rule.file,
    rule: rule.rule,
    derivedRole: rule.derivedRole?.name,
    parts,
    missing: missingIn(parts),
  };
}

function missingIn(parts: readonly ExpressionPart[]): readonly string[] {
  const reads = parts.flatMap((part) => part.reads).filter(({ isMissing }) => isMissing);
  return [...new Set(reads.map(({ name }) => name))];
}

/** The most telling parts, in one line. */
function whatFailed({ parts }: Pick<Reason, "parts">): string {
  const shown = parts.slice(0, 3).map(({ expression, variable }) => {
    const short = expression.length > 120 ? `${expression.slice(0, 119)}…` : expression;
    return `\`${short}\`${variable === undefined ? "" : ` (${variable})`}`;
  });
  return [...shown, ...(parts.length > 3 ? [`${parts.length - 3} more`] : [])].join(", ");
}

function ruleText({ rule, policy }: RuleTrace): string {
  return rule === undefined ? quoted(policy) : `rule ${quoted(rule)} of ${quoted(policy)}`;
}

function rolesText(roles: readonly string[]): string {
  const [first, ...others] = roles.map(quoted);
  if (first === undefined) return "nobody";
  return others.length === 0 ? `role ${first}` : `roles ${[first, ...others].join(", ")}`;
}

function quoted(name: string): string {
  return name === "" ? "the root" : `\`${name}\``;
}
