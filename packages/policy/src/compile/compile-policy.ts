import type { ResolvedDefinitions } from "../condition/compile-expression.ts";
import type {
  CompiledPolicy,
  CompiledPrincipalPolicy,
  CompiledPrincipalRule,
  CompiledResourcePolicy,
  CompiledResourceRule,
  CompiledRolePolicy,
  SchemaReference,
  VariableSet,
} from "../model/compiled-policy.ts";
import type {
  DerivedRoles,
  PrincipalPolicy,
  PrincipalRule,
  ResourcePolicy,
  ResourceRule,
  RolePolicy,
  SchemaUse,
} from "../model/policy.ts";
import { DEFAULT_VERSION, policyKey, resourcePolicyKey } from "../model/policy-key.ts";
import { checkVariables } from "./check-variables.ts";
import { type CompileContext, collectDefinitions } from "./collect-definitions.ts";
import { type CompiledDerivedRoles, resolveDerivedRoles, wildcardAlone } from "./compile-derived-roles.ts";
import { checkGuard, compileGuard, type Guarded } from "./compile-guard.ts";
import { invalidSchema } from "./compile-problems.ts";
import { effectivePermissions } from "./lint-policies.ts";
import type { DecidingPolicy } from "./policy-index.ts";
import { schemaFaultHint } from "./schema-fault.ts";
import { schemaHint } from "./schema-hint.ts";
import { VariableUsage } from "./variable-usage.ts";
import { watchErrors } from "./watch-errors.ts";

/** What compiling needs besides the policy itself. */
export interface PolicyCompiler extends CompileContext {
  readonly compileSet: (policy: DerivedRoles) => CompiledDerivedRoles;
  /** The reason why a schema cannot be used, if there is one. */
  readonly checkSchema: (ref: string) => string | undefined;
  /** By path below `_schemas/`. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** Compiles one policy with what it imports; `undefined` when something was reported. */
export function compilePolicy(policy: DecidingPolicy, compiler: PolicyCompiler): CompiledPolicy | undefined {
  switch (policy.kind) {
    case "resource":
      return compileResourcePolicy(policy, compiler);
    case "principal":
      return compilePrincipalPolicy(policy, compiler);
    case "role":
      return compileRolePolicy(policy, compiler);
  }
}

function compileResourcePolicy(
  policy: ResourcePolicy,
  compiler: PolicyCompiler,
): CompiledResourcePolicy | undefined {
  const derivedRoles = resolveDerivedRoles(policy, compiler.compileSet, compiler);
  if (derivedRoles.hasErrors || !checkSchemas(policy, compiler)) return undefined;
  const variables = checkRules(policy, policy.rules, compiler);
  if (variables === undefined) return undefined;
  return {
    ...identityOf(policy),
    kind: "resource",
    resource: policy.resource,
    scopePermissions: effectivePermissions(policy),
    schemas: schemasOf(policy, compiler),
    derivedRoles: [...derivedRoles.byName.values()],
    rules: policy.rules.map((rule, index) => compileResourceRule(rule, index, variables, compiler)),
    variables,
  };
}

function compileResourceRule(
  rule: ResourceRule,
  index: number,
  definitions: ResolvedDefinitions,
  compiler: PolicyCompiler,
): CompiledResourceRule {
  return {
    name: rule.name === "" ? generatedName(index) : rule.name,
    actions: rule.actions,
    roles: wildcardAlone(rule.roles),
    derivedRoles: rule.derivedRoles.map(({ value }) => value),
    effect: rule.effect,
    ...compileGuard(rule, definitions, compiler),
  };
}

function compilePrincipalPolicy(
  policy: PrincipalPolicy,
  compiler: PolicyCompiler,
): CompiledPrincipalPolicy | undefined {
  const actions = policy.rules.flatMap((rule) => rule.actions);
  const variables = checkRules(policy, actions, compiler);
  if (variables === undefined) return undefined;
  return {
    ...identityOf(policy),
    kind: "principal",
    principal: policy.principal,
    scopePermissions: effectivePermissions(policy),
    rules: policy.rules.flatMap((rule) => compilePrincipalRule(rule, variables, compiler)),
    variables,
  };
}

function compilePrincipalRule(
  { resource, actions }: PrincipalRule,
  definitions: ResolvedDefinitions,
  compiler: PolicyCompiler,
): readonly CompiledPrincipalRule[] {
  return actions.map((action, index) => ({
    name: action.name === "" ? `${resource}_${generatedName(index)}` : action.name,
    resource,
    action: action.action,
    effect: action.effect,
    ...compileGuard(action, definitions, compiler),
  }));
}

function compileRolePolicy(policy: RolePolicy, compiler: PolicyCompiler): CompiledRolePolicy | undefined {
  const variables = checkRules(policy, policy.rules, compiler);
  if (variables === undefined) return undefined;
  return {
    ...identityOf(policy),
    kind: "role",
    role: policy.role,
    parentRoles: policy.parentRoles,
    rules: policy.rules.map((rule) => ({
      name: rule.name,
      resource: rule.resource,
      allowActions: rule.allowActions,
      ...compileGuard(rule, variables, compiler),
    })),
    variables,
  };
}

function identityOf(policy: DecidingPolicy) {
  return {
    key: policyKey(policy),
    version: policy.version === "" ? DEFAULT_VERSION : policy.version,
    scope: policy.scope,
    file: policy.source.file,
    annotations: policy.annotations,
  };
}

/** Shape: the third rule without a name is `rule-003`. */
function generatedName(index: number): string {
  return `rule-${String(index + 1).padStart(3, "0")}`;
}

/** Checks definitions and rules; gives the variables they use, or nothing when something was reported. */
function checkRules(
  policy: DecidingPolicy,
  rules: readonly Guarded[],
  compiler: PolicyCompiler,
): (ResolvedDefinitions & VariableSet) | undefined {
  const { context, hasErrors } = watchErrors(compiler);
  const definitions = collectDefinitions(policy, context);
  const usage = new VariableUsage(definitions, context);
  for (const rule of rules) checkGuard(rule, policy.source, usage, context);
  checkVariables(definitions, context.report);
  return hasErrors() ? undefined : usage.resolve();
}

function checkSchemas(policy: ResourcePolicy, compiler: PolicyCompiler): boolean {
  const { context, hasErrors } = watchErrors(compiler);
  for (const side of ["principal", "resource"] as const) {
    const ref = (side === "principal" ? policy.principalSchema : policy.resourceSchema)?.ref;
    const reason = ref && compiler.checkSchema(ref.value);
    if (ref === undefined || reason === undefined) continue;
    const { schemas } = compiler;
    const hint = schemaHint(ref.value, [...schemas.keys()]) ?? schemaFaultHint(ref.value, reason, schemas);
    context.report(
      invalidSchema(side, { ref: ref.value, reason, hint }, { source: policy.source, span: ref.span }),
    );
  }
  return !hasErrors();
}

/** Those of the root policy hold in every scope below it. */
function schemasOf(policy: ResourcePolicy, { index }: PolicyCompiler): CompiledResourcePolicy["schemas"] {
  const root = index.byKey.get(resourcePolicyKey(policy.resource, policy.version, ""));
  const owner = root?.kind === "resource" ? root : policy;
  return {
    principal: schemaReference(owner.principalSchema),
    resource: schemaReference(owner.resourceSchema),
  };
}

function schemaReference(use: SchemaUse | undefined): SchemaReference | undefined {
  return use && { ref: use.ref.value, ignoreWhenActions: use.ignoreWhenActions };
}
