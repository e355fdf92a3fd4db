import type { SourceText } from "../source/source-text.ts";
import type { Located, Span } from "./span.ts";

/** One document as its author wrote it: valid by itself, names not yet resolved. */
export type Policy =
  | ResourcePolicy
  | PrincipalPolicy
  | RolePolicy
  | DerivedRoles
  | ExportVariables
  | ExportConstants;

interface PolicyEnvelope {
  readonly source: SourceText;
  readonly isDisabled: boolean;
  readonly description: string;
  readonly annotations: ReadonlyMap<string, string>;
  /** Where the document starts. */
  readonly span: Span;
  /** Of the name it has among its kind, such as `resource`. */
  readonly nameSpan: Span;
  /** Of `scope`, where it is given. */
  readonly scopeSpan: Span | undefined;
  /** The deprecated `variables` beside the kind. */
  readonly topLevelVariables: VariableDefinitions;
  readonly topLevelVariablesSpan: Span | undefined;
}

/** What resource, principal and role policies and derived roles share. */
interface WithDefinitions {
  readonly variables: Definitions<string>;
  readonly constants: Definitions<ConstantValue>;
}

export interface ResourcePolicy extends PolicyEnvelope, WithDefinitions {
  readonly kind: "resource";
  readonly resource: string;
  readonly version: string;
  readonly scope: string;
  readonly importDerivedRoles: readonly Located<string>[];
  readonly rules: readonly ResourceRule[];
  readonly principalSchema: SchemaUse | undefined;
  readonly resourceSchema: SchemaUse | undefined;
  readonly scopePermissions: SourceScopePermissions;
}

export interface ResourceRule {
  readonly span: Span;
  /** `""` when not given. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly derivedRoles: readonly Located<string>[];
  readonly effect: "allow" | "deny";
  readonly condition: SourceCondition | undefined;
  readonly output: SourceOutput | undefined;
}

export interface PrincipalPolicy extends PolicyEnvelope, WithDefinitions {
  readonly kind: "principal";
  readonly principal: string;
  readonly version: string;
  readonly scope: string;
  readonly rules: readonly PrincipalRule[];
  readonly scopePermissions: SourceScopePermissions;
}

export interface PrincipalRule {
  readonly span: Span;
  readonly resource: string;
  readonly actions: readonly PrincipalAction[];
}

export interface PrincipalAction {
  readonly span: Span;
  readonly name: string;
  readonly action: string;
  readonly effect: "allow" | "deny";
  readonly condition: SourceCondition | undefined;
  readonly output: SourceOutput | undefined;
}

export interface RolePolicy extends PolicyEnvelope, WithDefinitions {
  readonly kind: "role";
  readonly role: string;
  /** `""` when not given. */
  readonly version: string;
  readonly scope: string;
  readonly parentRoles: readonly string[];
  readonly rules: readonly RoleRule[];
}

export interface RoleRule {
  readonly span: Span;
  readonly name: string;
  readonly resource: string;
  readonly allowActions: readonly string[];
  readonly condition: SourceCondition | undefined;
  readonly output: SourceOutput | undefined;
}

export interface DerivedRoles extends PolicyEnvelope, WithDefinitions {
  readonly kind: "derived-roles";
  readonly name: string;
  readonly definitions: readonly DerivedRoleDefinition[];
}

export interface DerivedRoleDefinition {
  readonly span: Span;
  readonly name: string;
  readonly parentRoles: readonly string[];
  readonly condition: SourceCondition | undefined;
}

export interface ExportVariables extends PolicyEnvelope {
  readonly kind: "export-variables";
  readonly name: string;
  readonly definitions: VariableDefinitions;
}

export interface ExportConstants extends PolicyEnvelope {
  readonly kind: "export-constants";
  readonly name: string;
  readonly definitions: ConstantDefinitions;
}

/** What a policy defines or imports under names. */
export interface Definitions<Value> {
  readonly imports: readonly Located<string>[];
  readonly local: ReadonlyMap<string, Definition<Value>>;
}

export interface Definition<Value> {
  readonly value: Value;
  readonly span: Span;
  readonly keySpan: Span;
}

export type VariableDefinitions = ReadonlyMap<string, Definition<string>>;
export type ConstantDefinitions = ReadonlyMap<string, Definition<ConstantValue>>;

/** Any JSON value. */
export type ConstantValue =
  | null
  | boolean
  | number
  | string
  | readonly ConstantValue[]
  | { readonly [key: string]: ConstantValue };

export interface SchemaUse {
  readonly ref: Located<string>;
  readonly ignoreWhenActions: readonly string[];
}

export type SourceScopePermissions = "unspecified" | "override-parent" | "require-parental-consent";

export type SourceCondition =
  | { readonly kind: "match"; readonly match: SourceMatch }
  | { readonly kind: "script"; readonly span: Span };

export type SourceMatch =
  | { readonly kind: "expression"; readonly text: string; readonly span: Span }
  | { readonly kind: "all" | "any" | "none"; readonly of: readonly SourceMatch[] };

export interface SourceOutput {
  readonly span: Span;
  /** The deprecated spelling of `ruleActivated`. */
  readonly expression: Located<string> | undefined;
  readonly ruleActivated: Located<string> | undefined;
  readonly conditionNotMet: Located<string> | undefined;
}
