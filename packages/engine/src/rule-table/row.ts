import type {
  CompiledDerivedRole,
  CompiledPolicy,
  CompiledPrincipalPolicy,
  CompiledPrincipalRule,
  CompiledResourcePolicy,
  CompiledResourceRule,
  CompiledRolePolicy,
  CompiledRoleRule,
  Condition,
  RuleEffect,
  RuleOutput,
  VariableSet,
} from "@orthrus/policy";
import { sanitizeName } from "@orthrus/policy";
import { compileAllowedAction, type Pattern } from "./pattern.ts";

/**
 * One compiled rule: which requests it is about, what must hold, what follows. A rule with several actions and roles
 * is one row that matches several times; a rule with derived roles is one more row for each of them.
 */
export interface Row {
  readonly policy: CompiledPolicy;
  /** What its author wrote; absent where a role policy allows nothing. */
  readonly rule: CompiledRule | undefined;
  /** Key of its policy. */
  readonly origin: string;
  readonly scope: string;
  /** `no-match` only emits outputs. */
  readonly effect: RuleEffect | "no-match";
  /** A denial because a role policy does not allow the action; it is reported under the role policy's key. */
  readonly isRestriction: boolean;
  readonly resource: Pattern;
  readonly actions: readonly Pattern[];
  readonly roles: readonly Pattern[];
  readonly derivedRole: CompiledDerivedRole | undefined;
  readonly condition: Condition | undefined;
  readonly variables: VariableSet;
  readonly output: RuleOutput | undefined;
  /** Such as `resource.album.vdefault#rule-001`. */
  readonly outputSource: string;
}

export type CompiledRule = CompiledResourceRule | CompiledPrincipalRule | CompiledRoleRule;

/** The rules of a role policy; they say what is allowed, the rows deny the rest. */
export interface RoleRows {
  readonly rules: readonly RoleRuleRow[];
  /** For what no rule covers. */
  readonly notCovered: Row;
}

export interface RoleRuleRow {
  readonly resource: Pattern;
  readonly allowedActions: readonly Pattern[];
  /** What is left to do for an allowed action; nothing for a rule without condition and outputs. */
  readonly row: Row | undefined;
}

/** Makes a pattern of a name in a rule. */
export type ReadPattern = (text: string) => Pattern;

const noVariables: VariableSet = { computed: new Map() };

/** Rows of a resource policy by rule, each rule's own roles before its derived roles. */
export function resourceRows(
  policy: CompiledResourcePolicy,
  readPattern: ReadPattern,
): readonly (readonly Row[])[] {
  const resource = readPattern(sanitizeName(policy.resource));
  return policy.rules.map((rule) => {
    const row = ruleRow(policy, rule, {
      resource,
      actions: rule.actions.map(readPattern),
      roles: rule.roles.map(readPattern),
    });
    const derived = derivedRows(row, rule, policy, readPattern);
    return rule.roles.length > 0 ? [row, ...derived] : derived;
  });
}

function derivedRows(
  row: Row,
  rule: CompiledResourceRule,
  policy: CompiledResourcePolicy,
  readPattern: ReadPattern,
): readonly Row[] {
  return rule.derivedRoles.flatMap((name) => {
    const derivedRole = policy.derivedRoles.findLast((candidate) => candidate.name === name);
    return derivedRole ? [{ ...row, derivedRole, roles: derivedRole.parentRoles.map(readPattern) }] : [];
  });
}

/** Rows of a principal policy in source order. */
export function principalRows(policy: CompiledPrincipalPolicy, readPattern: ReadPattern): readonly Row[] {
  const roles = [readPattern("*")];
  return policy.rules.map((rule) =>
    ruleRow(policy, rule, {
      resource: readPattern(sanitizeName(rule.resource)),
      actions: [readPattern(rule.action)],
      roles,
    }),
  );
}

// PERF: written out, because spreading costs a policy of a test run more than running it, see
// benchmarks/compile-and-test.ts.
function ruleRow(
  policy: CompiledResourcePolicy | CompiledPrincipalPolicy,
  rule: CompiledResourceRule | CompiledPrincipalRule,
  { resource, actions, roles }: Pick<Row, "resource" | "actions" | "roles">,
): Row {
  const { effect, condition } = withParentalConsent(policy, rule);
  return {
    policy,
    rule,
    origin: policy.key,
    scope: policy.scope,
    effect,
    isRestriction: false,
    resource,
    actions,
    roles,
    derivedRole: undefined,
    condition,
    variables: policy.variables,
    output: rule.output,
    outputSource: `${policy.key}#${rule.name}`,
  };
}

/**
 * COMPAT(cerbos): where allows need the parent's consent, a conditional ALLOW is stored as a DENY on the opposite
 * condition, outputs unchanged. A row conditional only by its derived role is not.
 */
function withParentalConsent(
  policy: CompiledResourcePolicy | CompiledPrincipalPolicy,
  rule: { readonly effect: RuleEffect; readonly condition: Condition | undefined },
): Pick<Row, "effect" | "condition"> {
  const { effect, condition } = rule;
  const needsConsent = policy.scopePermissions === "require-parental-consent";
  if (!needsConsent || effect !== "allow" || !condition) return { effect, condition };
  return { effect: "deny", condition: { kind: "none", of: [condition] } };
}

/** Rows of a role policy. COMPAT(cerbos): resources are taken as written, never sanitised. */
export function roleRows(policy: CompiledRolePolicy, readPattern: ReadPattern): RoleRows {
  const everything = everyRequestOf(policy, readPattern);
  return {
    rules: policy.rules.map((rule) => ({
      resource: readPattern(rule.resource),
      allowedActions: rule.allowActions.map(compileAllowedAction),
      row: allowedRow(policy, rule, everything),
    })),
    notCovered: {
      ...identity(policy, undefined),
      ...everything,
      effect: "deny",
      isRestriction: true,
      condition: undefined,
      variables: noVariables,
    },
  };
}

function allowedRow(
  policy: CompiledRolePolicy,
  rule: CompiledRoleRule,
  everything: Pick<Row, "resource" | "actions" | "roles">,
): Row | undefined {
  const { condition, output } = rule;
  if (!condition && !output) return undefined;
  const row = { ...identity(policy, rule), ...everything, condition };
  if (!condition) return { ...row, effect: "no-match" };
  return {
    ...row,
    effect: "deny",
    isRestriction: true,
    condition: { kind: "none", of: [condition] },
    output: output && { ruleActivated: output.conditionNotMet, conditionNotMet: output.ruleActivated },
  };
}

function everyRequestOf(
  policy: CompiledRolePolicy,
  readPattern: ReadPattern,
): Pick<Row, "resource" | "actions" | "roles"> {
  const anything = readPattern("*");
  return { resource: anything, actions: [anything], roles: [readPattern(policy.role)] };
}

type Identity = Pick<
  Row,
  | "policy"
  | "rule"
  | "origin"
  | "scope"
  | "isRestriction"
  | "derivedRole"
  | "variables"
  | "output"
  | "outputSource"
>;

function identity(policy: CompiledPolicy, rule: CompiledRule | undefined): Identity {
  return {
    policy,
    rule,
    origin: policy.key,
    scope: policy.scope,
    isRestriction: false,
    derivedRole: undefined,
    variables: policy.variables,
    output: rule?.output,
    outputSource: `${policy.key}#${rule?.name ?? ""}`,
  };
}
