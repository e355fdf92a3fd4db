import type { ComputedVariable, Program } from "@orthrus/cel";

/**
 * What the engine decides from: every enabled policy that can decide by itself, compiled, with everything it
 * imports resolved into it.
 */
export interface PolicySet {
  /** Sorted by key, so that the same files give the same set in whatever order they were read. */
  readonly policies: readonly CompiledPolicy[];
  /** One value per scope that has a resource or principal policy; it holds for every kind and principal there. */
  readonly scopePermissions: ReadonlyMap<string, ScopePermissions>;
  /** Text of each schema by its path below `_schemas/`. */
  readonly schemas: ReadonlyMap<string, string>;
}

export type CompiledPolicy = CompiledResourcePolicy | CompiledPrincipalPolicy | CompiledRolePolicy;

export type ScopePermissions = "override-parent" | "require-parental-consent";

interface PolicyIdentity {
  /** Such as `resource.album_object.vdefault/acme`. */
  readonly key: string;
  readonly version: string;
  /** `""` is the root. */
  readonly scope: string;
  readonly file: string;
  /** Annotations of its metadata, for audit and inspection. */
  readonly annotations: ReadonlyMap<string, string>;
}

export interface CompiledResourcePolicy extends PolicyIdentity {
  readonly kind: "resource";
  /** As written; `sanitizeName` gives the form that requests are matched against. */
  readonly resource: string;
  readonly scopePermissions: ScopePermissions;
  /** Those of the root policy of its scope chain. */
  readonly schemas: SchemaReferences;
  /** Only those that some rule names, in order of first mention. */
  readonly derivedRoles: readonly CompiledDerivedRole[];
  readonly rules: readonly CompiledResourceRule[];
  readonly variables: VariableSet;
}

export interface CompiledResourceRule {
  /** Given or generated (`rule-001`); unique in the policy. */
  readonly name: string;
  readonly actions: readonly string[];
  /** `["*"]` when any of them is `*`. */
  readonly roles: readonly string[];
  /** Names, each defined in the policy's `derivedRoles`. */
  readonly derivedRoles: readonly string[];
  readonly effect: RuleEffect;
  readonly condition: Condition | undefined;
  readonly output: RuleOutput | undefined;
}

export interface CompiledDerivedRole {
  readonly name: string;
  /** Key of the policy that defines it, such as `derived_roles.common`. */
  readonly origin: string;
  /** `["*"]` when any of them is `*`. */
  readonly parentRoles: readonly string[];
  readonly condition: Condition | undefined;
  /** Of the file that defines it; never the importing policy's. */
  readonly variables: VariableSet;
}

export interface CompiledPrincipalPolicy extends PolicyIdentity {
  readonly kind: "principal";
  readonly principal: string;
  readonly scopePermissions: ScopePermissions;
  /** One per resource entry and action entry, in source order. */
  readonly rules: readonly CompiledPrincipalRule[];
  readonly variables: VariableSet;
}

export interface CompiledPrincipalRule {
  /** Given, or generated from the resource (`album:*_rule-001`). */
  readonly name: string;
  /** Pattern as written. */
  readonly resource: string;
  readonly action: string;
  readonly effect: RuleEffect;
  readonly condition: Condition | undefined;
  readonly output: RuleOutput | undefined;
}

export interface CompiledRolePolicy extends PolicyIdentity {
  readonly kind: "role";
  readonly role: string;
  readonly parentRoles: readonly string[];
  readonly rules: readonly CompiledRoleRule[];
  readonly variables: VariableSet;
}

export interface CompiledRoleRule {
  /** Given, or empty. */
  readonly name: string;
  /** Pattern as written. */
  readonly resource: string;
  readonly allowActions: readonly string[];
  readonly condition: Condition | undefined;
  readonly output: RuleOutput | undefined;
}

export type RuleEffect = "allow" | "deny";

/** The match tree of a condition. An error in one expression means that expression does not hold; nothing else. */
export type Condition =
  | { readonly kind: "expression"; readonly program: Program }
  | { readonly kind: "all" | "any" | "none"; readonly of: readonly Condition[] };

export interface RuleOutput {
  readonly ruleActivated: Program | undefined;
  readonly conditionNotMet: Program | undefined;
}

/**
 * The variables that the programs of one policy, or of one derived role, can read. Two policies never share one.
 * `V.x` reads `Activation.computed[slot]`, so the engine keeps one slot array per set and request.
 */
export interface VariableSet {
  /** Used ones only, each after those it needs; slots are 0…n−1 in this order. */
  readonly computed: ReadonlyMap<string, ComputedVariable>;
}

export interface SchemaReferences {
  readonly principal: SchemaReference | undefined;
  readonly resource: SchemaReference | undefined;
}

export interface SchemaReference {
  /** As written, such as `cerbos:///album.json`. */
  readonly ref: string;
  /** Globs; validation is skipped when every requested action matches one. Empty means never. */
  readonly ignoreWhenActions: readonly string[];
}
